import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LARGEST = 15 * 1024 * 1024


class VerifyForm(forms.Form):
    hash = forms.CharField(
        label=_("Fingerprint"),
        required=False,
        max_length=200,
        help_text=_("The SHA-256 that stands at the foot of each page; at least its first 12 characters."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_(
            "The PDF or JSON that you received; of a Word file or spreadsheet, what it says that it is. "
            "It is looked at and not kept."
        ),
    )

    def clean_hash(self) -> str:
        given = re.sub(r"[\s:-]|sha-?256", "", self.cleaned_data["hash"].lower().replace("sha-256", ""))
        if given and not re.fullmatch(r"[0-9a-f]{12,64}", given):
            raise ValidationError(_("A fingerprint has only the digits 0–9 and the letters a–f, 12 to 64 of them."))
        return given

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file is not None and file.size > LARGEST:
            raise ValidationError(_("The file is larger than 15 MB: no plan of ours is."))
        return file

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors and not data.get("hash") and not data.get("file"):
            raise ValidationError(_("Write the fingerprint, or choose the file."))
        return data
