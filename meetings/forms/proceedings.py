import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.forms.meetings import DateField, TimeField
from meetings.models import PRESENT, Agreement, Meeting, Proceedings
from meetings.services.follow_up import open_before
from meetings.services.proceedings import before, previous_of
from members.models import Person


class ProceedingsForm(forms.ModelForm):
    """Hours are those of the clock where the meeting is. `said-<pk>`: words to each earlier commitment."""

    ended = TimeField(label=_("Ended at"), required=False)
    next_day = DateField(label=_("Next meeting on"), required=False)
    next_hour = TimeField(label=_("Next meeting at"), required=False)

    class Meta:
        model = Proceedings
        fields = ["chair", "secretary", "previous", "previous_decision", "previous_words"]
        widgets = {"previous_words": forms.Textarea(attrs={"rows": 2})}

    field_order = ["chair", "secretary", "ended", "previous", "previous_decision", "previous_words"]
    field_order += ["next_day", "next_hour"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        meeting = self.instance.meeting
        self.zone = ZoneInfo(meeting.time_zone)
        there = Person.objects.filter(attendances__meeting=meeting, attendances__status__in=PRESENT)
        for name in ("chair", "secretary"):
            self.fields[name].queryset = there
            self.fields[name].help_text = _("One of those who were there.")
        self.fields["previous"].queryset = before(meeting)
        self._clocks(meeting)
        self._commitments(meeting)

    def _clocks(self, meeting: Meeting) -> None:
        held = self.instance
        if held.previous_id is None:
            self.initial["previous"] = previous_of(meeting)
        if held.ended_at:
            self.initial["ended"] = timezone.localtime(held.ended_at, self.zone).time()
        following = held.next_at
        if held.pk is None:
            coming = Meeting.objects.filter(body=meeting.body_id, starts_at__gt=meeting.starts_at, state="convened")
            following = coming.order_by("starts_at").values_list("starts_at", flat=True).first()
        if following:
            local = timezone.localtime(following, self.zone)
            self.initial |= {"next_day": local.date(), "next_hour": local.time()}

    def _commitments(self, meeting: Meeting) -> None:
        """Those gone over already with their words, then those that are open still."""
        kept = {one.agreement_id: one for one in meeting.reviewed.select_related("agreement")}
        rows = [(pk, one.agreement.number, one.text, one.words) for pk, one in kept.items()]
        still_open = open_before(meeting).filter(kind=Agreement.Kind.COMMITMENT).exclude(pk__in=kept)
        rows += [(one.pk, one.number, one.text, "") for one in still_open]
        for pk, number, text, words in rows:
            self.fields[f"said-{pk}"] = forms.CharField(
                label=f"{number} · {text[:120]}",
                help_text=_("What was said to this commitment; empty is fine."),
                required=False,
                max_length=2000,
                initial=words,
            )

    @property
    def said(self) -> dict[int, str]:
        found = {name: words for name, words in self.cleaned_data.items() if name.startswith("said-")}
        return {int(name.removeprefix("said-")): words.strip() for name, words in found.items()}

    def clean(self) -> dict:
        data = super().clean()
        held = self.instance
        held.ended_at = self._ended(data.get("ended"))
        day, hour = data.get("next_day"), data.get("next_hour")
        held.next_at = datetime.datetime.combine(day, hour or datetime.time(9), self.zone) if day else None
        if hour and not day and "next_day" not in self.errors:
            self.add_error("next_day", _("Say on which day, too."))
        if held.next_at and held.next_at <= held.meeting.starts_at:
            self.add_error("next_day", _("The next meeting comes after this one."))
        if data.get("previous_decision") and not data.get("previous"):
            self.add_error("previous", _("Say which minutes this is about."))
        return data

    def _ended(self, hour: datetime.time | None) -> datetime.datetime | None:
        """On the day of the meeting; an hour before its beginning is of the next day."""
        if hour is None:
            return None
        start = self.instance.meeting.local_start
        end = datetime.datetime.combine(start.date(), hour, self.zone)
        return end if end > start else end + datetime.timedelta(days=1)
