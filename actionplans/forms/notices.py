from django import forms
from django.utils.translation import gettext_lazy as _

from actionplans.models import Notice
from actionplans.presentation.extract import parts_of
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
    """Which parts of published minutes go outside; who was there and where starts out as what stays inside."""

    parts = forms.TypedMultipleChoiceField(
        label=_("What goes out"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one part of the minutes.")},
    )
    field_order = ["title", "title_en", "parts"]

    def __init__(self, *args, minutes: Minutes, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = parts_of(minutes.published_text)
        self.fields["parts"].choices = [(place, part.title) for place, part in enumerate(self.found)]
        self.fields["parts"].initial = [place for place, part in enumerate(self.found) if part.goes_out]

    @property
    def chosen(self) -> list[str]:
        return [self.found[place].text for place in self.cleaned_data["parts"]]
