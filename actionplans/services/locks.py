"""Who waits for whom. Always the plan before its versions; keys are not locked, so rows that refer to them pass."""

from actionplans.models import ActionPlan, PlanVersion
from actionplans.services.errors import NotADraft


def lock_plan(plan_id: int) -> ActionPlan:
    return ActionPlan.objects.select_for_update(no_key=True).get(pk=plan_id)


def lock_version(version: PlanVersion) -> PlanVersion:
    """The version as it stands now, until the end of the transaction. May raise DoesNotExist."""
    rows = PlanVersion.objects.select_for_update(no_key=True, of=("self",)).select_related("plan")
    return rows.get(pk=version.pk)


def lock_draft(version: PlanVersion) -> PlanVersion:
    current = lock_version(version)
    if not current.is_draft:
        raise NotADraft
    return current
