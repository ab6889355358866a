import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from members.models import Mandate, Organization, OutboxMail, Person, Topic, still_in
from members.places import departments
from members.postbox import RETURNED, STATES

STAKEHOLDERS = "stakeholders"
LEFT = "left"


class WordsFilter(django_filters.CharFilter):
    """Full words or parts of them, typos forgiven: the queryset's own search()."""

    def __init__(self, label, **options):
        super().__init__(label=label, max_length=100, widget=forms.TextInput(attrs={"type": "search"}), **options)

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.search(value) if value else queryset


def kinds() -> list[tuple]:
    members, *others = Organization.Kind.choices
    return [members, (STAKEHOLDERS, _("all stakeholders")), *others]


class OrganizationFilter(django_filters.FilterSet):
    q = WordsFilter(label=_("Name, acronym or place"))
    kind = django_filters.ChoiceFilter(label=_("Kind"), empty_label=_("Every kind"), choices=kinds, method="of_kind")
    level = django_filters.ChoiceFilter(
        label=_("Level"), empty_label=_("Every level"), choices=Organization.Level.choices
    )
    department = django_filters.ChoiceFilter(
        label=_("Department"), empty_label=_("Every department"), choices=departments
    )
    theme = django_filters.ChoiceFilter(label=_("Theme"), empty_label=_("Every theme"), field_name="topics")
    population = django_filters.ChoiceFilter(
        label=_("Population"), empty_label=_("Every population"), field_name="topics"
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        empty_label=_("Every status"),
        choices=[*Organization.Status.choices, (LEFT, _("has left"))],
        method="of_status",
    )

    class Meta:
        model = Organization
        fields = ["q", "kind", "level", "department", "theme", "population", "status"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        topics = list(Topic.objects.all())
        for name, kind in (("theme", Topic.Kind.THEME), ("population", Topic.Kind.POPULATION)):
            offered = [(one.pk, str(one)) for one in topics if one.kind == kind]
            if offered:
                self.filters[name].extra["choices"] = offered
            else:
                del self.filters[name]

    def besides(self, left_out: str) -> QuerySet:
        """What all the other choices find."""
        self.form.is_valid()
        found = self.queryset.all()
        for name, value in self.form.cleaned_data.items():
            if name != left_out:
                found = self.filters[name].filter(found, value)
        return found

    def of_kind(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.stakeholders() if value == STAKEHOLDERS else queryset.filter(kind=value)

    def of_status(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.exclude(still_in()) if value == LEFT else queryset.filter(still_in(), status=value)


class PersonFilter(django_filters.FilterSet):
    """By what a person's organization is and where; the role is the one they have today."""

    q = WordsFilter(label=_("Name, position or e-mail"))
    organization = WordsFilter(label=_("Organization"), method="in_organization")
    kind = django_filters.ChoiceFilter(
        label=_("Kind of organization"), empty_label=_("Every kind"), choices=kinds, method="of_kind"
    )
    role = django_filters.ChoiceFilter(
        label=_("Role today"), empty_label=_("With or without a role"), choices=Mandate.Role.choices, method="with_role"
    )
    department = django_filters.ChoiceFilter(
        label=_("Department"),
        empty_label=_("Every department"),
        choices=departments,
        field_name="organization__department",
    )

    class Meta:
        model = Person
        fields = ["q", "organization", "kind", "role", "department"]

    def in_organization(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(organization__in=Organization.objects.search(value).order_by().values("pk"))

    def of_kind(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == STAKEHOLDERS:
            return queryset.filter(organization__isnull=False).exclude(organization__kind=Organization.Kind.MEMBER)
        return queryset.filter(organization__kind=value)

    def with_role(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(Exists(Mandate.objects.current().filter(person=OuterRef("pk"), role=value)))


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
