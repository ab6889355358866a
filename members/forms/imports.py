from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.models import Organization
from members.text import whole_number


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, up to 10 MB and 20,000 rows; one of the first rows names the columns."),
    )
    kind = forms.ChoiceField(
        label=_("Kind of the organizations that the file says nothing of"),
        required=False,
        choices=[("", _("ask me")), *Organization.Kind.choices],
    )

    def __init__(self, *args, about: str, **kwargs):
        super().__init__(*args, **kwargs)
        if about != "organizations":
            del self.fields["kind"]


def said_of_columns(data: QueryDict) -> list[str]:
    """What the fields "m:0", "m:1", … say, in the order of the columns."""
    columns = ((whole_number(name[2:]), data[name]) for name in data if name.startswith("m:"))
    return [said for _column, said in sorted((column, said) for column, said in columns if column is not None)]


def columns_from(data: QueryDict) -> dict:
    """{"sheet", "mapping", "kind"} as posted."""
    kind = data.get("kind", "")
    return {
        "sheet": whole_number(data.get("sheet", "")[:3]) or 0,
        "mapping": [field.replace("\x00", "")[:100] for field in said_of_columns(data)],
        "kind": kind if kind in Organization.Kind.values else "",
    }


def rows_from(data: QueryDict, fields) -> dict:
    """{"mended": {row: {field: text}}, "right": {(row, field)} confirmed as they are, "left_out", "another", "back":
    row numbers, "all_out"} as posted."""
    mended: dict[int, dict[str, str]] = {}
    for name in data:
        sign, _colon, rest = name.partition(":")
        row, _colon, field = rest.partition(":")
        if sign == "c" and _is_row(row) and field in fields:
            mended.setdefault(int(row), {})[field] = data[name].replace("\x00", "")[:2000].strip()
    right = (said.partition(":") for said in data.getlist("right"))
    return {
        "mended": mended,
        "right": {(int(row), field) for row, _colon, field in right if _is_row(row)},
        **{sign: [int(row) for row in data.getlist(sign) if _is_row(row)] for sign in ("left_out", "another", "back")},
        "all_out": data.get("all_out", ""),
    }


def _is_row(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 9
