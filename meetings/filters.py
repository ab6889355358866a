import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from meetings.models import OVERDUE, Agreement, Body, Meeting
from members.models import Organization, Person
from members.text import whole_number

MEETINGS = 60


class AgreementFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Words or number"), method="by_words")
    organization = django_filters.ModelChoiceFilter(
        label=_("Organization"), method="by_organization", queryset=Organization.objects.members(), empty_label=_("any")
    )
    person = django_filters.ModelChoiceFilter(
        label=_("Responsible person"), field_name="owner_person", queryset=Person.objects.none(), empty_label=_("any")
    )
    body = django_filters.ModelChoiceFilter(
        label=_("Body"), field_name="meeting__body", queryset=Body.objects.all(), empty_label=_("any")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        choices=[(OVERDUE, _("overdue")), *Agreement.State.choices],
        empty_label=_("any"),
    )
    meeting = django_filters.ModelChoiceFilter(
        label=_("Meeting"), queryset=Meeting.objects.none(), empty_label=_("any")
    )

    class Meta:
        model = Agreement
        fields: list[str] = []

    def __init__(self, data, *, user, **kwargs):
        super().__init__(data, queryset=Agreement.objects.visible_to(user), **kwargs)
        named = Agreement.objects.visible_to(user).order_by().values("owner_person")
        self.filters["person"].queryset = Person.objects.filter(pk__in=named)
        self.filters["meeting"].queryset = self._meetings(user)

    def _meetings(self, user) -> QuerySet[Meeting]:
        """The newest, and the one that is asked for: after years a list of all is no choice. Any is found by number."""
        seen = Meeting.objects.visible_to(user)
        newest = seen.order_by("-starts_at", "-pk").values("pk")[:MEETINGS]
        return seen.filter(Q(pk__in=newest) | Q(pk=whole_number((self.data or {}).get("meeting"))))

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        for word in value.replace("\x00", "").split()[:10]:
            queryset = queryset.filter(Q(text__icontains=word) | Q(number__icontains=word))
        return queryset

    def by_organization(self, queryset: QuerySet, name: str, value: Organization) -> QuerySet:
        """Responsible, or with the responsible one."""
        return queryset.filter(
            Q(owner=value) | Q(pk__in=Agreement.partners.through.objects.filter(organization=value).values("agreement"))
        )

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.overdue() if value == OVERDUE else queryset.filter(state=value)
