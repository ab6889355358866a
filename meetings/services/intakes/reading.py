"""What the text and the answers so far come to. Keys of answers: `<what>:<place>`, see Reading."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.importing.parsing import Found, read
from meetings.models import Agreement, Meeting, MinutesIntake
from members.days import full_day
from members.importing.likeness import Likenesses
from members.models import Organization, Person
from members.text import normalized, whole_number

NEW, OUT = "new", "out"
DECISION, COMMITMENT = Agreement.Kind.DECISION, Agreement.Kind.COMMITMENT
NOON = datetime.time(9)


@dataclass
class Name:
    """Somebody whom the text names. `who`: a person's key as text, NEW, OUT, or "" where it is still asked."""

    place: int
    name: str
    remark: str
    who: str
    organization: int | None
    choices: list[tuple[str, str]]
    problem: str = ""


@dataclass
class Item:
    """An agreement. `kind`: of Agreement, OUT, or "" where it is still asked; `by`: the place of a name, or None."""

    place: str
    text: str
    kind: str
    owner: int | None
    by: int | None
    due_on: datetime.date | None
    due_typed: str
    problem: str = ""


@dataclass
class Draft:
    """`came`: [(place of the name, status)]."""

    place: int
    is_out: bool
    on: datetime.date | None
    date_typed: str
    start: datetime.time
    title: str
    kind: str
    text: str
    came: list[tuple[int, str]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    problem: str = ""


@dataclass
class Reading:
    names: list[Name]
    drafts: list[Draft]
    organizations: list[tuple[int, str]]

    @property
    def kept(self) -> list[Draft]:
        return [draft for draft in self.drafts if not draft.is_out]

    @property
    def open_questions(self) -> int:
        problems = [one.problem for one in self.names] + [draft.problem for draft in self.kept]
        problems += [item.problem for draft in self.kept for item in draft.items]
        return sum(map(bool, problems))

    @property
    def is_ready(self) -> bool:
        return bool(self.kept) and not self.open_questions


def read_intake(intake: MinutesIntake) -> Reading:
    """Five queries, whatever there is."""
    known = list(Organization.objects.order_by("sort_key", "pk").values_list("pk", "name"))
    found, answers = read(intake.text), _of_the_directory(intake.answers, {pk for pk, _name in known})
    people = list(
        Person.objects.exclude(erasures__decision="erased")
        .order_by("sort_key", "pk")
        .values_list("pk", "name", "organization", "organization__name")
    )
    former = Person.everyone.exclude(merged_into=None).exclude(merged_into__erasures__decision="erased")
    names = _names(found, answers, people, list(former.values_list("merged_into", "name")))
    places = {normalized(one.name): one for one in names}
    days = set(Meeting.objects.filter(body=intake.body_id).values_list("starts_at__date", flat=True))
    drafts = [_draft(place, one, answers, places, days) for place, one in enumerate(found)]
    return Reading(names, drafts, known)


def _of_the_directory(answers: dict, organizations: set[int]) -> dict:
    """An organization that has gone since, or never was, is as good as not said."""
    named = ("org:", "owner:")
    return {
        key: said
        for key, said in answers.items()
        if key[: key.find(":") + 1] not in named or whole_number(said) in organizations
    }


def _plain(named: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    return ((pk, normalized(name)) for pk, name in named)


def _names(found: list[Found], answers: dict, people: list[tuple], former: list[tuple]) -> list[Name]:
    """Each once, however many meetings name it, and however it is written but for accents and capitals.

    `former`: (key of a person, the name of an entry that became part of theirs).
    """
    near, nearly = Likenesses((pk, name) for pk, name, _organization, _called in people), Likenesses(former)
    known = {pk: (name, organization, called) for pk, name, organization, called in people}
    exact: dict[str, list[int]] = {}
    for pk, name in dict.fromkeys([*_plain(one[:2] for one in people), *_plain(former)]):
        exact.setdefault(name, []).append(pk)
    names: dict[str, Name] = {}
    for came in (came for one in found for came in one.people):
        key = normalized(came.name)
        if key in names:
            continue
        place = len(names)
        like = list(dict.fromkeys([*exact.get(key, []), *near.like(came.name), *nearly.like(came.name)]))[:8]
        sure = exact.get(key, [])
        said = answers.get(f"who:{place}", str(sure[0]) if len(sure) == 1 else "")
        person = whole_number(said)
        chosen = said if said in (NEW, OUT) or person in known else ""
        home = known[person][1] if person in known else None
        typed = answers.get(f"org:{place}", "")
        choices = [(str(pk), f"{known[pk][0]} · {known[pk][2] or '—'}") for pk in like]
        if person in known and chosen not in dict(choices):
            choices.append((chosen, known[person][0]))
        organization = whole_number(typed) or home
        problem = "" if chosen else _("Say who this is.")
        names[key] = Name(place, came.name, came.remark, chosen, organization, choices, problem)
    return list(names.values())


def _draft(place: int, found: Found, answers: dict, names: dict[str, Name], days: set) -> Draft:
    typed = answers.get(f"date:{place}", found.on.isoformat() if found.on else "")
    on = _day(typed)
    title = answers.get(f"title:{place}", "").strip() or (_("Meeting of %s") % full_day(on) if on else _("Meeting"))
    kind = answers.get(f"kind:{place}", Meeting.Kind.ORDINARY)
    draft = Draft(
        place,
        bool(answers.get(f"skip:{place}")),
        on,
        typed,
        _time(answers.get(f"start:{place}", "")),
        title[:200],
        kind if kind in Meeting.Kind.values else Meeting.Kind.ORDINARY,
        found.text,
    )
    draft.came = [(names[normalized(one.name)].place, one.status) for one in found.people]
    draft.items = [_item(f"{place}:{n}", one, answers, names) for n, one in enumerate(found.agreed)]
    if on is None:
        draft.problem = _("Say on which day it was, as 2018-04-06.")
    elif on > timezone.localdate():
        draft.problem = _("This day is still to come.")
    elif on in days and not answers.get(f"again:{place}"):
        draft.problem = _("This body has a meeting on that day already. Leave this out, or say that there were two.")
    return draft


def _item(place: str, found, answers: dict, names: dict[str, Name]) -> Item:
    """`agreed:*` says what they all are that nothing else is said of; a commitment is whole, or is asked about."""
    given = names.get(normalized(found.who)) if found.who else None
    whole = given is not None and found.due_on is not None
    kind = answers.get(f"agreed:{place}") or (COMMITMENT if whole else answers.get("agreed:*", ""))
    by = answers.get(f"by:{place}", str(given.place) if given else "")
    person = next((one for one in names.values() if str(one.place) == by and one.who != OUT), None)
    owner = answers.get(f"owner:{place}", "")
    due = answers.get(f"due:{place}", found.due_on.isoformat() if found.due_on else "")
    item = Item(
        place,
        answers.get(f"text:{place}", found.text).strip(),
        kind if kind in (DECISION, COMMITMENT, OUT) else "",
        whole_number(owner) or (person.organization if person else None),
        person.place if person else None,
        _day(due),
        due,
    )
    item.problem = _wrong(item)
    return item


def _wrong(item: Item) -> str:
    if not item.kind:
        return _("Say whether this is a decision, or a commitment of somebody.")
    if item.kind == OUT:
        return ""
    if not item.text:
        return _("Write what was agreed, or leave it out.")
    if item.kind == COMMITMENT and item.owner is None:
        return _("A commitment has a responsible organization.")
    if item.kind == COMMITMENT and item.due_on is None:
        return _("A commitment has a due date.")
    return _("This is no date.") if item.due_typed and item.due_on is None else ""


def _day(typed: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(typed.strip())
    except ValueError:
        return None


def _time(typed: str) -> datetime.time:
    try:
        return datetime.time.fromisoformat(typed.strip())
    except ValueError:
        return NOON
