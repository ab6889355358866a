"""The list in which people are chosen one by one: a page of it at a time, and nothing that was chosen is lost."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from django.http import QueryDict

from actionplans.forms.share.recipients import FilterForm, by_organization
from members.models import Person

ON_A_PAGE, FEW_PEOPLE = 100, 20


@dataclass(frozen=True)
class Listed:
    """`fitting`: how many there are to choose from; `carried`: the keys of those who are chosen and not on the page."""

    organizations: list[dict]
    shown: int
    fitting: int
    ticked: int
    carried: list[int]
    is_open: bool

    @property
    def chosen(self) -> str:
        """`carried` as the form's field of that name takes it."""
        return ",".join(map(str, self.carried))


def listed(
    offered: Mapping[int, Person],
    narrowing: FilterForm,
    ticked: Set[int],
    had: Set[int] = frozenset(),
    *,
    on_list: bool = False,
    is_open: bool = False,
) -> Listed:
    """`had` and `on_list` as in by_organization. Who is ticked stands on the page whatever it shows, unless these are
    more than a page holds: then it shows those of them that fit, and carries the rest on."""
    fitting = {person.pk for person in narrowing.shown(offered.values())}
    kept = ticked if len(ticked) <= ON_A_PAGE else {*_first(offered, fitting & ticked, ON_A_PAGE)}
    room = ON_A_PAGE if kept == ticked else ON_A_PAGE - len(kept)
    wanted = kept | {*_first(offered, fitting - ticked, room)}
    return Listed(
        organizations=by_organization([offered[pk] for pk in offered if pk in wanted], ticked, had, on_list=on_list),
        shown=len(wanted),
        fitting=len(fitting | kept),
        ticked=len(ticked),
        carried=[pk for pk in offered if pk in ticked and pk not in wanted],
        is_open=is_open or bool(ticked or narrowing.is_narrow) or len(fitting) <= FEW_PEOPLE,
    )


def _first(offered: Mapping[int, Person], wanted: Set[int], count: int) -> list[int]:
    return [pk for pk in offered if pk in wanted][:count]


def given(data: QueryDict, offered: Mapping[int, Person]) -> set[int]:
    """Who was ticked or carried on a page that asks for another part of the list; what is no key is passed over."""
    keys = {*data.getlist("people"), *data.get("chosen", "").split(",")}
    return {pk for pk in offered if str(pk) in keys}
