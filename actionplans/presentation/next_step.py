"""The one thing to do next with a plan, for whoever is reading."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from actionplans.models import PlanVersion


@dataclass(frozen=True)
class Step:
    label: str
    url: str
    by_post: bool = False


def next_step(
    plan_id: int, versions: list[PlanVersion], can_write: bool, here: PlanVersion | None = None
) -> Step | None:
    """`versions` is the plan's rail, `here` the version that the reader already has open.

    None where there is nothing to do, and nothing else to read.
    """
    if not versions:
        return None
    by_state = {version.state: version for version in reversed(versions)}
    if version := by_state.get("in_review"):
        words = gettext("See the answers to version %s") if can_write else gettext("Review version %s")
        return Step(words % version.number, _of(version, "review"))
    if can_write:
        return _write(plan_id, versions[0], by_state)
    version = by_state.get("published", versions[0])
    return (
        None if version == here else Step(gettext("Read version %s") % version.number, _of(version, "version_detail"))
    )


def _write(plan_id: int, newest: PlanVersion, by_state: dict[str, PlanVersion]) -> Step:
    if newest.is_draft:
        return Step(gettext("Go on writing version %s") % newest.number, _of(newest, "version_edit"))
    again = reverse("actionplans:version_new", args=[plan_id])
    if newest.state == PlanVersion.State.WITHDRAWN:
        return Step(gettext("Go on writing version %s") % newest.number, again, by_post=True)
    in_force = by_state.get("published", newest)
    if not in_force.shared:
        return Step(gettext("Share version %s") % in_force.number, _of(in_force, "share_create"))
    return Step(gettext("Begin version %s") % (newest.number + 1), again, by_post=True)


def _of(version: PlanVersion, name: str) -> str:
    return reverse(f"actionplans:{name}", args=[version.pk])
