"""What an account is in the alliance today. Everything that asks «who is this?» asks here."""

from dataclasses import dataclass, field

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from members.models.mandates import Mandate, SecretariatTerm


@dataclass(frozen=True)
class Roles:
    """Answers of one account, today. `answers_for`: the organizations in whose name it may take a stance; `speaks_as`:
    its role in each of them.

    `organization_ids`: its own, and their duplicates: what was frozen under a duplicate's name is theirs too.
    """

    person_id: int | None = None
    is_administrator: bool = False
    is_coordinator: bool = False
    organization_ids: frozenset[int] = field(default_factory=frozenset)
    answers_for: frozenset[int] = field(default_factory=frozenset)
    speaks_as: dict[int, str] = field(default_factory=dict)

    @property
    def acting_person(self) -> int:
        """The person in whose name something is written down; LookupError for an account without one."""
        if self.person_id is None:
            raise LookupError("this account has no person")
        return self.person_id

    @property
    def is_representative(self) -> bool:
        return bool(self.organization_ids)

    @property
    def sees_everything(self) -> bool:
        return self.is_coordinator or self.is_administrator

    @property
    def is_inside(self) -> bool:
        return self.sees_everything or self.is_representative


NOBODY = Roles()


def roles_of(user) -> Roles:
    """Roles from current mandates in member organizations; one query an account object, then remembered on it."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOBODY
    if not hasattr(user, "_roles"):
        user._roles = _read(user)
    return user._roles


def _read(user) -> Roles:
    today = timezone.localdate()
    holds_secretariat = SecretariatTerm.objects.current(today).filter(organization=OuterRef("organization"))
    mandates = (
        Mandate.objects.current(today)
        .of_members(today)
        .filter(person__user=user)
        .annotate(holds_secretariat=Exists(holds_secretariat))
        .annotate(duplicates=ArrayAgg("organization__merged", filter=Q(organization__merged__isnull=False), default=[]))
        .order_by()
        .values_list("person_id", "organization_id", "role", "holds_secretariat", "duplicates")
    )
    rows = list(mandates)
    speaks_as = {org: role for speaks in ("alternate", "principal") for _, org, role, _, _ in rows if role == speaks}
    return Roles(
        person_id=rows[0][0] if rows else None,
        is_administrator=user.is_superuser,
        is_coordinator=any(role == "coordinator" and holds for _, _, role, holds, _ in rows),
        organization_ids=frozenset(pk for _, org, _, _, duplicates in rows for pk in (org, *duplicates)),
        answers_for=frozenset(speaks_as),
        speaks_as=speaks_as,
    )
