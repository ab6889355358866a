"""Who was told of each version of a plan, over all its shares, and who acknowledged it. Names: for the secretariat."""

from collections import defaultdict
from dataclasses import dataclass, field

from actionplans.ledger.states import with_state
from actionplans.models import Delivery


@dataclass
class Told:
    """By the furthest that any share came to them: «organization (person)», in order of organizations."""

    acknowledged: list[str] = field(default_factory=list)
    reached: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def told_of(plan_id: int) -> dict[int, Told]:
    """By version. One query."""
    deliveries = with_state(Delivery.objects.filter(share__version__plan=plan_id)).select_related(
        "share", "mail", "person", "organization"
    )
    furthest: dict[tuple[int, int], Delivery] = {}
    for delivery in deliveries.defer("mail__text", "mail__subject"):
        key = delivery.share.version_id, delivery.person_id
        if key not in furthest or _rank(delivery) < _rank(furthest[key]):
            furthest[key] = delivery
    found: dict[int, Told] = defaultdict(Told)
    for (version, _person), delivery in furthest.items():
        lists = found[version].acknowledged, found[version].reached, found[version].missed
        lists[_rank(delivery)].append(f"{delivery.organization_name} ({delivery.person_name})")
    return dict(found)


def _rank(delivery: Delivery) -> int:
    """0: acknowledged; 1: the mail server took it, or the reader opened it or said no; 2: on the way, or it failed."""
    if delivery.state == "acknowledged":
        return 0
    return 1 if delivery.state in ("declined", "opened", "accepted", "delayed") else 2
