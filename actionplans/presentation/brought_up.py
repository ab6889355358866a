"""What beat brought up of activities that are late, as the plan's pages say it."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from actionplans.models import Escalation
from members.days import full_day


def brought_up(plan_id: int, uid) -> list[dict]:
    """Of one activity, newest first: {day, words, organization}. One query."""
    rows = _of_plan(plan_id).filter(item__uid=uid).select_related("organization")
    return [
        {"day": full_day(timezone.localdate(one.created_at)), "words": _words(one), "organization": one.organization}
        for one in rows
    ]


def last_of_each(plan_id: int) -> dict[str, str]:
    """{uid of the activity: what was brought up last}. One query."""
    rows = _of_plan(plan_id).order_by("item_id", "-step", "-created_at").distinct("item_id").select_related("item")
    return {
        str(one.item.uid): gettext("%(what)s on %(day)s")
        % {"what": _words(one), "day": full_day(timezone.localdate(one.created_at))}
        for one in rows
    }


def _of_plan(plan_id: int) -> QuerySet[Escalation]:
    return Escalation.objects.filter(item__plan=plan_id, is_skipped=False)


def _words(one: Escalation) -> str:
    """What nobody leads went to the secretariat at once."""
    return str(one.get_step_display() if one.organization_id else Escalation.Step.SECRETARIAT.label)
