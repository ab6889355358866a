from django import forms
from django.utils.translation import gettext_lazy as _

from actionplans.models import Notice
from actionplans.presentation.extract import parts_of
from actionplans.services.notice_texts import MinutesCorrected
from meetings.models import Minutes

HELP = _("Plain text. A line that begins with # is a heading, with - an entry of a list.")


class NoticeForm(forms.ModelForm):
    class Meta:
        model = Notice
        fields = ["title", "text", "title_en", "text_en"]
        widgets = {"text": forms.Textarea(attrs={"rows": 10}), "text_en": forms.Textarea(attrs={"rows": 10})}
        help_texts = {"text": HELP}


class TitlesForm(forms.ModelForm):
    """Of what came from minutes: its words stay as they were approved."""

    class Meta:
        model = Notice
        fields = ["title", "title_en"]


class ExtractForm(TitlesForm):
    """Which parts of published minutes go outside; who was there and where starts out as what stays inside.

    `version`: of the minutes that were read. Where another holds by now, what is ticked starts anew.
    """

    parts = forms.TypedMultipleChoiceField(
        label=_("What goes out"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one part of the minutes.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["title", "title_en", "parts"]

    def __init__(self, data=None, *, minutes: Minutes, **kwargs):
        self.found = parts_of(minutes.published_text)
        go_out = [place for place, part in enumerate(self.found) if part.goes_out]
        self.is_stale = bool(data) and data.get("version") != str(minutes.current_id)
        if self.is_stale:
            data = data.copy()
            data["version"] = str(minutes.current_id)
            data.setlist("parts", [str(place) for place in go_out])
        super().__init__(data, **kwargs)
        self.fields["version"].initial = minutes.current_id
        self.fields["parts"].choices = [(place, part.title) for place, part in enumerate(self.found)]
        self.fields["parts"].initial = go_out

    def clean(self) -> dict:
        if self.is_stale:
            raise forms.ValidationError(MinutesCorrected.words)
        return super().clean()

    @property
    def chosen(self) -> list[str]:
        return [self.found[place].text for place in self.cleaned_data["parts"]]
