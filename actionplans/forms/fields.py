"""Fields of an item that hold several things each."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

MORE_ROWS = 3


class TagsField(forms.CharField):
    """«advocacy, training» is ["advocacy", "training"]: separated by commas, each once."""

    LONGEST = 60

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value) -> list[str]:
        ProhibitNullCharactersValidator()(value or "")  # a list of words hides it from the field's own
        words = (" ".join(one.split()) for one in (value or "").split(","))
        tags = list({one.casefold(): one for one in words if one}.values())
        if any(len(one) > self.LONGEST for one in tags):
            raise ValidationError(_("A tag has at most 60 characters. Separate tags with commas."))
        return tags

    def has_changed(self, initial, data) -> bool:
        return list(initial or []) != self.to_python(data)


class TargetsInput(forms.Widget):
    """Rows of a day and what is to be reached by then, with three more to fill."""

    template_name = "actionplans/targets_input.html"

    def get_context(self, name: str, value, attrs: dict | None) -> dict:
        rows = [*(value or []), *({"until": "", "value": ""} for _row in range(MORE_ROWS))]
        return super().get_context(name, value, attrs) | {"rows": rows}

    def value_from_datadict(self, data, files, name: str) -> list[dict]:
        def column(part: str) -> list[str]:
            return data.getlist(f"{name}_{part}") if hasattr(data, "getlist") else data.get(f"{name}_{part}", [])

        pairs = zip(column("until"), column("value"), strict=False)
        return [{"until": day.strip(), "value": words.strip()} for day, words in pairs if day.strip() or words.strip()]

    def value_omitted_from_data(self, data, files, name: str) -> bool:
        return f"{name}_until" not in data


class TargetsField(forms.Field):
    """[{"until": "2019-12-31", "value": "12"}], by day; each day once."""

    widget = TargetsInput
    LONGEST = 100

    def to_python(self, value) -> list[dict]:
        rows = sorted((self._checked(row) for row in value or []), key=lambda row: row["until"])
        days = [row["until"] for row in rows]
        if len(set(days)) < len(days):
            raise ValidationError(_("Two targets have the same day."))
        return rows

    def _checked(self, row: dict) -> dict:
        if not row["until"] or not row["value"]:
            raise ValidationError(_("Each target needs its day and its value."))
        ProhibitNullCharactersValidator()(row["value"])
        if len(row["value"]) > self.LONGEST:
            raise ValidationError(_("The value of a target has at most 100 characters."))
        try:
            return {"until": datetime.date.fromisoformat(row["until"]).isoformat(), "value": row["value"]}
        except ValueError:
            raise ValidationError(_("“%(day)s” is no date.") % {"day": row["until"]}) from None
