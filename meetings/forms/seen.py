"""Forms that notice that somebody else saved meanwhile: both texts are shown, and one is kept on purpose."""

import datetime
import hashlib

from django import forms
from django.utils.translation import gettext as _


class SeenMixin(forms.BaseModelForm):
    """`seen` says what the page showed. Where something else stands now, the form is refused once, with what stands
    beside each field that differs; sent again, it is saved. The caller holds the row's lock."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            seen = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
            seen.initial = self._now
            self.fields["seen"] = seen

    def clean(self) -> dict:
        data = super().clean() or self.cleaned_data
        said = data.pop("seen", "") if self.instance.pk else ""
        if said and said != self._now():
            self._show_both()
        return data

    def _now(self) -> str:
        stands = [(name, _plain(value)) for name, value in sorted(self.initial.items()) if name in self.fields]
        return hashlib.sha256(repr(stands).encode()).hexdigest()[:32]

    def _show_both(self) -> None:
        for name in self.changed_data:
            if name != "seen" and name in self.fields and not self.fields[name].disabled:
                words = _("Somebody else has just saved: %(words)s") % {"words": self._words(name)}
                self.add_error(name, words)
        said = _("Somebody else saved meanwhile. What stands now is beside what you typed; save again to keep yours.")
        self.add_error(None, said)
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = self._now()

    def _words(self, name: str) -> str:
        field, value = self.fields[name], self.initial.get(name)
        if value in (None, "", []):
            return "—"
        if isinstance(field, forms.ModelMultipleChoiceField):
            return ", ".join(map(str, value))
        if isinstance(field, forms.ModelChoiceField):
            return str(field.queryset.model._default_manager.filter(pk=value).first() or "—")
        if isinstance(field, forms.BooleanField):
            return _("yes") if value else _("no")
        if isinstance(value, datetime.time):
            return value.strftime("%H:%M")
        return str(dict(getattr(field, "choices", ())).get(value, value))


def _plain(value):
    """Rows as their keys, in any order."""
    return sorted(one.pk for one in value) if isinstance(value, list) else str(value)
