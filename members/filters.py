import datetime

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import policy
from members.models import (
    Consent,
    Engagement,
    EngagementPerson,
    EngagementStep,
    ErasureRequest,
    Mandate,
    Organization,
    OutboxMail,
    Person,
    Topic,
    roles_of,
    still_in,
)
from members.places import departments
from members.postbox import RETURNED, STATES

STAKEHOLDERS = "stakeholders"
LEFT = "left"
CALENDAR = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class WordsFilter(django_filters.CharFilter):
    """Full words or parts of them, typos forgiven: the queryset's own search()."""

    def __init__(self, label, **options):
        super().__init__(label=label, max_length=100, widget=forms.TextInput(attrs={"type": "search"}), **options)

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.search(value) if value else queryset


def kinds() -> list[tuple]:
    members, *others = Organization.Kind.choices
    return [members, (STAKEHOLDERS, _("all stakeholders")), *others]


def stakeholder_kinds() -> list[tuple[str, str]]:
    return [pair for pair in Organization.Kind.choices if pair[0] != Organization.Kind.MEMBER]


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
    """By what a person's organization is and where; the role is the one they have today.

    Who has consented to being held here is the secretariat's to know and to ask: others have no such choice.
    """

    CONSENT = [
        ("none", _("without a consent in force")),
        ("former", _("to a former policy")),
        ("standing", _("to the policy of today")),
    ]

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
    consent = django_filters.ChoiceFilter(
        label=_("Consent"), empty_label=_("With or without"), choices=CONSENT, method="with_consent"
    )

    class Meta:
        model = Person
        fields = ["q", "organization", "kind", "role", "department", "consent"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if not roles_of(user).sees_everything:
            del self.filters["consent"]

    def in_organization(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(organization__in=Organization.objects.search(value).order_by().values("pk"))

    def of_kind(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == STAKEHOLDERS:
            return queryset.filter(organization__isnull=False).exclude(organization__kind=Organization.Kind.MEMBER)
        return queryset.filter(organization__kind=value)

    def with_role(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(Exists(Mandate.objects.current().filter(person=OuterRef("pk"), role=value)))

    def with_consent(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """A placeholder of somebody who was erased is nobody to be asked."""
        standing = Consent.objects.filter(person=OuterRef("pk"), withdrawn_at=None)
        today = Exists(standing.filter(version=policy.VERSION))
        erased = Exists(ErasureRequest.objects.filter(person=OuterRef("pk"), decision=ErasureRequest.Decision.ERASED))
        found = {"standing": today, "former": Exists(standing) & ~today, "none": ~Exists(standing) & ~erased}
        return queryset.filter(found[value])


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


class StakeholderFilter(django_filters.FilterSet):
    """What filters of rows about a stakeholder share; `path` leads from the row to it."""

    path = "stakeholder__"

    kind = django_filters.ChoiceFilter(
        label=_("Kind of stakeholder"), empty_label=_("Every kind"), choices=stakeholder_kinds, method="of_stakeholder"
    )
    level = django_filters.ChoiceFilter(
        label=_("Level"), empty_label=_("Every level"), choices=Organization.Level.choices, method="of_stakeholder"
    )
    department = django_filters.ChoiceFilter(
        label=_("Department"), empty_label=_("Every department"), choices=departments, method="of_stakeholder"
    )

    def of_stakeholder(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(**{f"{self.path}{name}": value})


class EngagementFilter(StakeholderFilter):
    STEPS = [("open", _("to be done")), ("late", _("overdue")), ("done", _("done")), ("none", _("none noted"))]

    q = WordsFilter(label=_("Words or stakeholder"))
    stakeholder = django_filters.ChoiceFilter(label=_("Stakeholder"), empty_label=_("Every stakeholder"))
    ours = django_filters.ChoiceFilter(
        label=_("Our organization"), empty_label=_("Every organization"), method="of_ours"
    )
    channel = django_filters.ChoiceFilter(
        label=_("Channel"), empty_label=_("Every channel"), choices=Engagement.Channel.choices
    )
    step = django_filters.ChoiceFilter(label=_("Next step"), empty_label=_("any"), choices=STEPS, method="with_step")
    since = django_filters.DateFilter(label=_("From"), field_name="on", lookup_expr="gte", widget=CALENDAR)
    until = django_filters.DateFilter(label=_("To"), field_name="on", lookup_expr="lte", widget=CALENDAR)

    class Meta:
        model = Engagement
        fields = ["q", "stakeholder", "kind", "level", "department", "ours", "channel", "step", "since", "until"]

    def __init__(self, *args, **kwargs):
        """The choices are read once: a field that asks the database for them asks for the chosen one again."""
        super().__init__(*args, **kwargs)
        seen = Engagement.objects.all()
        ours = EngagementPerson.objects.filter(side=EngagementPerson.Side.OURS)
        self.filters["stakeholder"].extra["choices"] = _named(seen.values("stakeholder"))
        self.filters["ours"].extra["choices"] = _named(ours.values("organization"))

    def of_ours(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        took_part = EngagementPerson.objects.filter(engagement=OuterRef("pk"), side="ours", organization=value)
        return queryset.filter(Exists(took_part))

    def with_step(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        steps = EngagementStep.objects.filter(engagement=OuterRef("pk"))
        if value == "none":
            return queryset.filter(~Exists(steps))
        if value == "done":
            return queryset.filter(Exists(steps), ~Exists(steps.open()))
        late = {"due_on__lt": timezone.localdate()} if value == "late" else {}
        return queryset.filter(Exists(steps.open().filter(**late)))


def _named(organizations: QuerySet) -> list[tuple[str, str]]:
    found = Organization.objects.filter(pk__in=organizations.order_by()).values_list("pk", "name")
    return [(str(pk), name) for pk, name in found]


class ApproachedFilter(StakeholderFilter):
    """Stakeholders by when they were last approached (`last_on`, which the queryset brings)."""

    QUIET = datetime.timedelta(days=180)
    WHEN = [("never", _("never")), ("quiet", _("not in the last six months")), ("once", _("at least once"))]
    path = ""

    q = WordsFilter(label=_("Name, acronym or place"))
    when = django_filters.ChoiceFilter(
        label=_("Approached"), empty_label=_("or not"), choices=WHEN, method="approached"
    )

    class Meta:
        model = Organization
        fields = ["q", "kind", "level", "department", "when"]

    def approached(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "quiet":
            long_ago = timezone.localdate() - self.QUIET
            return queryset.filter(Q(last_on=None) | Q(last_on__lt=long_ago))
        return queryset.filter(last_on__isnull=value == "never")


class MapFilter(StakeholderFilter):
    """Which stakeholders the map shows, as they stood `on` a day (today), beside how they did `since` another (a year
    before it). The days filter nothing: they are asked by days()."""

    YEAR = datetime.timedelta(days=365)
    path = ""

    on = django_filters.DateFilter(label=_("As of"), method="leave", widget=CALENDAR)
    since = django_filters.DateFilter(label=_("Compared with"), method="leave", widget=CALENDAR)

    class Meta:
        model = Organization
        fields = ["kind", "level", "department", "on", "since"]

    def leave(self, queryset: QuerySet, name: str, value: datetime.date) -> QuerySet:
        return queryset

    def days(self, today: datetime.date) -> tuple[datetime.date, datetime.date]:
        self.form.is_valid()
        day = self.form.cleaned_data.get("on") or today
        return day, self.form.cleaned_data.get("since") or max(day, datetime.date(2, 1, 1)) - self.YEAR
