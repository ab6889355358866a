from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from actionplans.forms.share import FilterForm
from actionplans.ledger import coverage
from members.models import Person


class CoverageForm(FilterForm):
    show = forms.ChoiceField(
        label=_("Who"),
        required=False,
        choices=[("", _("everybody")), *((name, words) for name, (_states, words) in coverage.SHOWN.items())],
    )
    field_order = ["show", "kind", "level", "department"]

    def shown_of(self, people: QuerySet[Person]) -> QuerySet[Person]:
        return coverage.shown(people, self.cleaned_data["show"] if self.is_valid() else "")
