from django.db.models import Q
from django.utils.translation import get_language

from actionplans.content import content_of
from actionplans.diff import Comparison, compare
from actionplans.models import Endorsement, PlanVersion
from actionplans.presentation import version_name
from actionplans.presentation.changes import groups
from actionplans.presentation.parts import fitting
from actionplans.presentation.remarks import Remarks
from actionplans.presentation.summary import concerned, sentence

AGREED = (Endorsement.Stance.ENDORSE, Endorsement.Stance.RESERVATIONS)


def changes_for(
    version: PlanVersion, content: dict, organization_ids: frozenset[int], room: int | None = None
) -> dict | None:
    """What the version changes of the one that the reader's organizations endorsed last, what concerns them first.

    Where they have endorsed none, of the one that it was made from; None for a plan's first version.
    `room`: bytes that their cards may take; none are shown where there is none, all of them without a limit.
    """
    before = _before(version, organization_ids)
    if before is None:
        return None
    whole = compare(content_of(before), content)
    own = whole.concerning(organization_ids)
    rest = whole.where(lambda change: organization_ids.isdisjoint(change.organizations))
    return {
        "base_name": version_name(before),
        "is_endorsed": before.is_endorsed,
        "sentence": sentence(whole),
        "concerned": concerned(len(own.changes)) if organization_ids and whole.changes else "",
    } | _within(own, rest if own.changes else whole, organization_ids, room)


def with_comments(changes: dict, found: Remarks) -> dict:
    """Adds to each change how many comments its item has (`comments`)."""
    for group in (*changes["own"], *changes["rest"]):
        for change in group["changes"]:
            change["comments"] = len(found.by_item.get(change["uid"], ()))
    return changes


def _within(own: Comparison, rest: Comparison, organization_ids: frozenset[int], room: int | None) -> dict:
    shown = [own, rest]
    if room is not None:
        shown[0], left = fitting(own, room)
        shown[1], _left = fitting(rest, left)
    more = sum(len(one.changes) for one in (own, rest)) - sum(len(one.changes) for one in shown)
    return {
        "own": _shown(shown[0], organization_ids),
        "rest": _shown(shown[1], organization_ids),
        "more": more,
        "are_elsewhere": room == 0,
    }


def _shown(comparison: Comparison, organization_ids: frozenset[int]) -> list[dict]:
    return groups(comparison, get_language() or "es", organization_ids)


def _before(version: PlanVersion, organization_ids: frozenset[int]) -> PlanVersion | None:
    """With `is_endorsed`: the organizations' last word on it was a yes, with reservations or without."""
    said = Endorsement.objects.filter(organization__in=organization_ids, version__plan=version.plan_id)
    agreed = said.latest().filter(stance__in=AGREED).order_by().values("version")
    earlier = Q(number__lt=version.number) | Q(number=version.number, round__lt=version.round)
    known = PlanVersion.objects.filter(earlier, plan=version.plan_id).annotate(is_endorsed=Q(pk__in=agreed))
    asked = known.filter(Q(is_endorsed=True) | Q(pk=version.base_id))
    return asked.order_by("-is_endorsed", "-number", "-round").first()
