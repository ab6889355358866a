from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms.imports import said_of_columns
from members.text import whole_number


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"), required=False, help_text=_("XLSX or CSV, up to 10 MB. The CONPES columns are known by name.")
    )
    pasted = forms.CharField(
        label=_("Or rows, copied from a spreadsheet"),
        required=False,
        max_length=1_000_000,
        strip=False,
        help_text=_("With the row that names the columns."),
        widget=forms.Textarea(attrs={"rows": 6, "wrap": "off"}),
    )

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors and not data.get("file") and not data.get("pasted", "").strip():
            raise forms.ValidationError(_("Choose a file, or paste the rows."))
        return data

    @property
    def sent(self) -> tuple[bytes, str]:
        """(data, name)"""
        file = self.cleaned_data["file"]
        if file is not None:
            return file.read(), file.name
        return self.cleaned_data["pasted"].encode(), str(_("pasted rows"))


def answers_from(data, before: dict) -> dict:
    """What a posted page answers, on top of what was answered before: cells mended and rows left out are no longer on
    the page, and stay so. `data`: a QueryDict."""
    answers = dict(before)
    table = whole_number(data.get("table"))
    if table not in (None, before.get("table", 0)):
        return {"table": table}  # another sheet has other columns
    columns = said_of_columns(data)
    if columns:
        answers["mapping"] = [_words(field) for field in columns]
    answers["questions"] = before.get("questions", {}) | _named(data, "q:")
    answers["organizations"] = before.get("organizations", {}) | _named(data, "o:")
    answers["cells"] = before.get("cells", {}) | _named(data, "c:")
    left_out = {*before.get("left_out", []), *_numbers(data.getlist("x"))}
    answers["left_out"] = sorted(left_out - _numbers(data.getlist("back")))
    if "final" in data:
        answers |= {"remove": "remove" in data, "reason": _words(data.get("reason", ""))[:1000]}
    return answers


def _numbers(said: list[str]) -> set[int]:
    return {number for one in said if (number := whole_number(one)) is not None}


def _named(data, prefix: str) -> dict[str, str]:
    return {_words(name.removeprefix(prefix)): _words(data[name]) for name in data if name.startswith(prefix)}


def _words(sent: str) -> str:
    """Without the one sign that no database keeps, and no keyboard writes."""
    return sent.replace("\0", "")[:32_767].strip()
