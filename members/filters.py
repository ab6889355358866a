import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from members.models import Organization, OutboxMail, Person
from members.places import departments
from members.postbox import RETURNED, STATES

STAKEHOLDERS = "stakeholders"


class WordsFilter(django_filters.CharFilter):
    """Full words or parts of them, typos forgiven: the queryset's own search()."""

    def __init__(self, label):
        super().__init__(label=label, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.search(value) if value else queryset


class OrganizationFilter(django_filters.FilterSet):
    q = WordsFilter(label=_("Name, acronym or place"))
    kind = django_filters.ChoiceFilter(label=_("Kind"), empty_label=_("Every kind"), method="of_kind")
    level = django_filters.ChoiceFilter(
        label=_("Level"), empty_label=_("Every level"), choices=Organization.Level.choices
    )
    department = django_filters.ChoiceFilter(
        label=_("Department"), empty_label=_("Every department"), choices=departments
    )

    class Meta:
        model = Organization
        fields = ["q", "kind", "level", "department"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        members, *others = Organization.Kind.choices
        self.filters["kind"].extra["choices"] = [members, (STAKEHOLDERS, _("all stakeholders")), *others]

    def of_kind(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.stakeholders() if value == STAKEHOLDERS else queryset.filter(kind=value)


class PersonFilter(django_filters.FilterSet):
    q = WordsFilter(label=_("Name, position or e-mail"))

    class Meta:
        model = Person
        fields = ["q"]


class OutboxFilter(django_filters.FilterSet):
    q = WordsFilter(label=_("Address or subject"))
    state = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=_("Every state"),
        choices=[(state, words) for state, (words, _colour) in STATES.items()],
        method="in_state",
    )

    class Meta:
        model = OutboxMail
        fields = ["q", "state"]

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        came_back = {"bounce": OutboxMail.Bounce.PERMANENT}
        return queryset.filter(**came_back) if value == RETURNED else queryset.filter(state=value).exclude(**came_back)
