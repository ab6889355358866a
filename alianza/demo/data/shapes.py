"""How the plan is written down: items inside items, each in both languages."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """`lead` and `support` are numbers of member organizations, `agreements` the <n> of 2018-01/<n>, `swot` keys."""

    kind: str
    title: str
    title_en: str
    items: tuple["Item", ...] = ()
    lead: tuple[int, ...] = ()
    support: tuple[int, ...] = ()
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    agreements: tuple[int, ...] = ()
    swot: tuple[str, ...] = ()
    texts: tuple[str, str] = ("", "")
    weight: int | None = None
    baseline: str = ""
    target: str = ""
    verification: str = ""


def line(title: str, title_en: str, *items: Item, **more) -> Item:
    return Item("line", title, title_en, items, **more)


def objective(title: str, title_en: str, *items: Item, **more) -> Item:
    return Item("objective", title, title_en, items, **more)


def activity(months: str, lead: int, title: str, title_en: str, *items: Item, support=(), **more) -> Item:
    """`months`: "2018-05 2018-12", from the first day of the one to the last day of the other."""
    first, last = months.split()
    return Item(
        "activity",
        title,
        title_en,
        items,
        lead=(lead,),
        support=support,
        starts_on=datetime.date.fromisoformat(f"{first}-01"),
        ends_on=last_day(last),
        **more,
    )


def indicator(title: str, title_en: str, baseline: str, target: str, verification: str) -> Item:
    return Item("indicator", title, title_en, baseline=baseline, target=target, verification=verification)


def last_day(month: str) -> datetime.date:
    first = datetime.date.fromisoformat(f"{month}-01")
    return (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
