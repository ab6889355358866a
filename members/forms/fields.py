from django import forms


class DateInput(forms.DateInput):
    """The browser's own calendar; it wants the date as 2018-04-06 in every language."""

    input_type = "date"

    def __init__(self, attrs: dict | None = None):
        super().__init__(attrs, format="%Y-%m-%d")
