"""Who said what of a version: every organization asked, silence shown, and the same as a bar and a sentence."""

from collections import Counter
from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, ngettext

from actionplans.models import Endorsement, PlanVersion
from members.models import Mandate, Organization

SAID = {
    "stance": "stance",
    "statement": "statement",
    "person": "person_name",
    "organization": "organization_name",
    "capacity": "capacity",
    "at": "created_at",
    "pk": "pk",
    "answer": "answer__text",
}
ORDER = ("endorse", "reservations", "dissent", "abstain")


@dataclass(frozen=True)
class Answer:
    """One organization, called as when it answered; `stance` is empty while it is silent. `earlier`: what it said
    before, newest first."""

    organization_id: int
    name: str
    stance: str = ""
    statement: str = ""
    person: str = ""
    at: object = None
    pk: int = 0
    answer: str = ""
    earlier: tuple["Answer", ...] = ()

    @property
    def is_open_dissent(self) -> bool:
        return self.stance == Endorsement.Stance.DISSENT and not self.answer

    @property
    def words(self) -> str:
        return str(Endorsement.Stance(self.stance).label) if self.stance else gettext("no answer yet")


@dataclass(frozen=True)
class Answers:
    rows: list[Answer]
    counts: Counter = field(default_factory=Counter)

    @property
    def asked(self) -> int:
        return len(self.rows)

    @property
    def answered(self) -> int:
        return self.asked - self.counts[""]

    @property
    def silent(self) -> list[Answer]:
        return [row for row in self.rows if not row.stance]

    @property
    def with_statement(self) -> list[Answer]:
        return [row for row in self.rows if row.statement]

    @property
    def bar(self) -> list[dict]:
        """Parts of an SVG bar whose whole is `asked`."""
        parts, start = [], 0
        for css, stance in zip("abcd", ORDER, strict=True):
            if self.counts[stance]:
                parts.append({"css": css, "start": start, "length": self.counts[stance]})
            start += self.counts[stance]
        return parts

    @property
    def words(self) -> str:
        """The bar in words; its parts add up to the organizations asked."""
        n = self.counts
        parts = [
            ngettext("%(n)s endorses", "%(n)s endorse", n["endorse"]) % {"n": n["endorse"]},
            gettext("%(n)s with reservations") % {"n": n["reservations"]},
            ngettext("%(n)s dissents", "%(n)s dissent", n["dissent"]) % {"n": n["dissent"]},
            ngettext("%(n)s abstains", "%(n)s abstain", n["abstain"]) % {"n": n["abstain"]},
            gettext("%(n)s without an answer") % {"n": n[""]},
        ]
        return " · ".join(parts)

    @property
    def changed(self) -> list[Answer]:
        """What was said before, of those who changed their mind."""
        return [before for row in self.rows for before in row.earlier]

    def of(self, organization_ids: frozenset[int]) -> list[Answer]:
        return [row for row in self.rows if row.organization_id in organization_ids]


def answers(version: PlanVersion) -> Answers:
    """One query. A version that was never in review asked nobody."""
    said = Endorsement.objects.filter(version=version, organization=OuterRef("pk")).order_by("-revision")
    each = ArraySubquery(said.values(said=JSONObject(**SAID)))
    asked = Organization.objects.filter(review_rounds__version=version).annotate(said=each)
    rows = [_answer(pk, name, said) for pk, name, said in asked.values_list("pk", "name", "said")]
    return Answers(rows, Counter(row.stance for row in rows))


def _answer(pk: int, name: str, said: list[dict]) -> Answer:
    if not said:
        return Answer(pk, name)
    last, *before = said
    return Answer(
        pk,
        last["organization"],
        last["stance"],
        last["statement"],
        _signed(last["person"], last["capacity"]),
        parse_datetime(last["at"]),
        last["pk"],
        last["answer"] or "",
        tuple(_answer(pk, name, [one]) for one in before),
    )


def _signed(person: str, capacity: str) -> str:
    """“Ana Pérez (representante suplente)”"""
    return f"{person} ({Mandate.Role(capacity).label})" if capacity else person
