import datetime

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models import Comment, Endorsement, PublicationRule
from actionplans.services.mentions import NotAReader
from actionplans.services.suggestions import TooLong, fits, longest, shaped
from members.forms.engagements import PeopleField
from members.forms.fields import DateInput
from members.models import Organization, Person

DAYS_TO_ANSWER = 14
CLOSING_TIME = datetime.time(17)


class DeadlineForm(forms.Form):
    """Until when; `closes_at` is the moment."""

    closes_on = forms.DateField(label=_("Answers until"), widget=DateInput)
    closes_time = forms.TimeField(
        label=_("at"), initial=CLOSING_TIME, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )

    def clean(self) -> dict:
        data = super().clean()
        if {"closes_on", "closes_time"} <= data.keys():
            moment = datetime.datetime.combine(data["closes_on"], data["closes_time"])
            data["closes_at"] = timezone.make_aware(moment)
            if data["closes_at"] <= timezone.now():
                self.add_error("closes_on", _("The review must close in the future."))
        return data


class ReviewForm(DeadlineForm):
    """Whom to ask, and until when."""

    organizations = forms.ModelMultipleChoiceField(
        Organization.objects.none(), label=_("Organizations asked"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        members = Organization.objects.active_members()
        self.fields["organizations"].queryset = members
        self.fields["organizations"].initial = [one.pk for one in members]
        self.fields["closes_on"].initial = timezone.localdate() + datetime.timedelta(days=DAYS_TO_ANSWER)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why, in words for whoever was asked"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It goes into the mail that tells them; you may leave it empty."),
    )


class InNameOfForm(forms.Form):
    """Speaks for one of the given organizations; asks which only where there are several."""

    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("In the name of"), empty_label=None)

    def __init__(self, *args, organization_ids: frozenset[int], **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["organization"]
        field.queryset = Organization.objects.filter(pk__in=organization_ids)
        if len(organization_ids) == 1:
            field.widget, field.initial = forms.HiddenInput(), next(iter(organization_ids))


class StanceForm(InNameOfForm):
    stance = forms.ChoiceField(label=_("Your organization"), choices=Endorsement.Stance, widget=forms.RadioSelect)
    statement = forms.CharField(
        label=_("Statement"),
        help_text=_("Needed with reservations and dissent: say what should change, and in which part."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
    )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("stance") in Endorsement.NEED_STATEMENT and not data.get("statement", "").strip():
            self.add_error("statement", _("Reservations and dissent need a statement: say what should change."))
        return data


class CommentForm(InNameOfForm):
    """On an item, or on one of its fields; with new words for it, where the comment suggests some."""

    text = forms.CharField(label=_("Your comment"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    field = forms.ChoiceField(label=_("About"), required=False, choices=[("", _("all of it")), *Comment.Field.choices])
    suggestion = forms.CharField(
        label=_("Suggested words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How that part should read, as a whole. The secretariat can take it over with one click."),
    )
    asks = PeopleField(
        Person.objects.none(),
        label=_("Ask somebody"),
        required=False,
        help_text=_("Each gets an e-mail with your comment. You can also name them in it: @ and the whole name."),
        error_messages={"invalid_choice": NotAReader.words},
    )

    def __init__(self, *args, people: QuerySet[Person], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["asks"].queryset = people

    def clean(self) -> dict:
        data = super().clean()
        if data.get("suggestion") and data.get("field") not in Comment.SUGGESTED:
            self.add_error("field", _("Choose which part of the text should read like that."))
        elif data.get("suggestion") and not fits(data["field"], shaped(data["field"], data["suggestion"])):
            self.add_error("suggestion", TooLong(longest(data["field"]) or 0).words)
        return data


class DissentAnswerForm(forms.Form):
    text = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)


class RuleForm(forms.ModelForm):
    class Meta:
        model = PublicationRule
        fields = ["percent", "reservations_count", "dissent_answered", "after_deadline"]
