import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.forms.meetings import DateField


class MinutesForm(forms.Form):
    """`lock_version`: of the text that the writer began with."""

    text = forms.CharField(
        label=_("Text of the minutes"),
        help_text=_("Markdown: ## heading, - list, **bold**. No place and no contact data: all the body reads it."),
        widget=forms.Textarea(attrs={"rows": 24}),
        max_length=200_000,
        required=False,
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_text(self) -> str:
        """Lines end alike, whatever device they were written on: what didn't change is no change."""
        return self.cleaned_data["text"].replace("\r\n", "\n")


class UntilForm(forms.Form):
    until = DateField(label=_("Review until"), help_text=_("To the end of that day."))

    @property
    def end(self) -> datetime.datetime:
        """The last moment of that day."""
        day = datetime.datetime.combine(self.cleaned_data["until"], datetime.time(23, 59, 59))
        return timezone.make_aware(day)

    def clean_until(self) -> datetime.date:
        until = self.cleaned_data["until"]
        if until < timezone.localdate():
            raise forms.ValidationError(_("Choose a day to come."))
        if until > timezone.localdate() + datetime.timedelta(days=365):
            raise forms.ValidationError(_("Choose a day within a year."))
        return until


class SendForm(UntilForm):
    lock_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class TakeBackForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("It goes to those who were asked."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CommentForm(forms.Form):
    paragraph = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = forms.CharField(label=_("Your comment"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerCommentForm(forms.Form):
    words = forms.CharField(label=_("Your answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class CorrectionForm(forms.Form):
    reason = forms.CharField(
        label=_("What is corrected, and why?"),
        help_text=_("It goes into the minutes and to everybody who got the former version."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PublishForm(forms.Form):
    """`version`: the one that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
