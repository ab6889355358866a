from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models import Attendance, Meeting, MeetingSeries

Answer = Attendance.Answer


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who was invited reads it."),
    )


class AnswerForm(forms.Form):
    """`said` comes from the button that was pressed; a substitute needs a name and an address."""

    said = forms.ChoiceField(
        choices=[(one.value, one.label) for one in (Answer.YES, Answer.NO, Answer.SUBSTITUTE)], widget=forms.HiddenInput
    )
    name = forms.CharField(label=_("Name of who comes instead"), max_length=150, required=False)
    email = forms.EmailField(label=_("Their e-mail address"), required=False)


class SeriesForm(forms.Form):
    """Copies of a meeting, as drafts."""

    rule = forms.ChoiceField(
        label=_("Repeat it"), choices=MeetingSeries.Rule.choices, initial=MeetingSeries.Rule.MONTH_WEEKDAY
    )
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until <= self.meeting.local_start.date():
            raise forms.ValidationError(_("The last day must be after this meeting."))
        return until
