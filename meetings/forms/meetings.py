import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.forms.seen import SeenMixin
from meetings.models import AgendaItem, Body, Meeting
from meetings.presentation.when import ZONES, zone_name
from meetings.services.meetings import next_number


class DateField(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class TimeField(forms.TimeField):
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class MeetingForm(SeenMixin, forms.ModelForm):
    """Date and hours are those of the clock where the meeting is; they are stored as moments."""

    date = DateField(label=_("Date"))
    start = TimeField(label=_("Starts at"))
    end = TimeField(label=_("Ends at"), required=False)
    link = forms.URLField(
        label=_("Link"), required=False, assume_scheme="https", help_text=_("Only invited persons see it.")
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("The hours above are those of this clock."))

    class Meta:
        model = Meeting
        fields = ["body", "kind", "title", "mode", "city", "place", "link", "convened_by", "is_confidential"]
        labels = {"title": _("What the meeting is about")}

    field_order = ["title", "body", "kind", "date", "start", "end", "time_zone", "mode", "city", "place", "link"]
    field_order += ["convened_by", "is_confidential"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        meeting = self.instance
        names = dict.fromkeys([meeting.time_zone, *ZONES])
        self.fields["time_zone"].choices = [(name, zone_name(name)) for name in names]
        self.fields["time_zone"].initial = meeting.time_zone
        self.fields["mode"].required = False
        if meeting.pk:
            # Who was told of it belongs to that body: another one would be another meeting.
            self.fields["body"].disabled = meeting.state != Meeting.State.DRAFT
            start, end = meeting.local_start, meeting.ends_at
            self.initial |= {"date": start.date(), "start": start.time()}
            self.initial["end"] = timezone.localtime(end, ZoneInfo(meeting.time_zone)).time() if end else None

    def clean(self) -> dict:
        data = super().clean()
        if {"date", "start", "time_zone"} <= data.keys():
            self._read_clock(data)
        return data

    def clean_mode(self) -> str:
        return self.cleaned_data["mode"] or self.instance.mode

    def _read_clock(self, data: dict) -> None:
        zone = ZoneInfo(data["time_zone"])
        meeting, day = self.instance, data["date"]
        meeting.time_zone = data["time_zone"]
        meeting.starts_at = datetime.datetime.combine(day, data["start"], zone)
        meeting.ends_at = datetime.datetime.combine(day, data["end"], zone) if data.get("end") else None
        if meeting.ends_at and meeting.ends_at <= meeting.starts_at:
            self.add_error("end", _("The meeting can't end before it starts."))


class NewMeetingForm(MeetingForm):
    invite = forms.BooleanField(
        label=_("Invite the principal representatives of the body's organizations"), required=False, initial=True
    )

    class Meta(MeetingForm.Meta):
        fields = [*MeetingForm.Meta.fields, "number"]
        help_texts = {"number": _("Empty: the next one of the meeting's year (of this year: %(number)s).")}

    field_order = [*MeetingForm.field_order, "number", "invite"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        number = self.fields["number"]
        number.required = False
        number.help_text %= {"number": next_number(timezone.localdate().year)}
        number.validators.append(RegexValidator(r"^\d{4}-\d{2,4}$", _("Write the year and a sequence, as in 2018-01.")))


class AgendaItemForm(SeenMixin, forms.ModelForm):
    class Meta:
        model = AgendaItem
        fields = ["title", "minutes", "presenter", "document"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.is_follow_up:  # its title is the system's, in each reader's language
            del self.fields["title"]


class BodyForm(forms.ModelForm):
    class Meta:
        model = Body
        fields = ["name", "kind", "chair", "quorum", "quorum_percent"]
        fields += ["approval", "approval_percent", "approval_days", "organizations"]
        widgets = {"organizations": forms.CheckboxSelectMultiple}

    # Left out, they stay as they are; a new body begins with what most have.
    KEPT = ("approval", "approval_percent", "approval_days")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.KEPT:
            self.fields[name].required = False

    def clean(self) -> dict:
        data = super().clean()
        return data | {name: data.get(name) or getattr(self.instance, name) for name in self.KEPT}
