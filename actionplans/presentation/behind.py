"""Where an item comes from: the agreements, strengths and weaknesses of meetings that the plan's frozen words name."""

from collections.abc import Sequence

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse

from actionplans.content import numbered
from meetings.models import Agreement, Attendance, Meeting, SwotItem
from members.models import Roles


def chain_of(content: dict, uid: str) -> list[tuple[str, dict]]:
    """(code, item) of the item and of what it belongs to, from the line down to it; nothing where it isn't there."""
    items = dict(numbered(content["items"]))
    code = next((code for code, item in items.items() if item["uid"] == uid), "")
    parts = code.split(".")
    return [(".".join(parts[:n]), items[".".join(parts[:n])]) for n in range(1, len(parts) + 1)] if code else []


def meetings_behind(user, roles: Roles, plan_id: int, chain: Sequence[tuple[str, dict]]) -> list[Meeting]:
    """Those that the reader may see, oldest first, each with `agreements_said` and `swot_said` ([{text, code (of the
    part of the plan that names it) …}]), `came` (the organizations that were there) and `names` (the people, for the
    invited and the secretariat). One query."""
    codes = {origin: code for code, item in chain for origin in item["origins"]}
    if not codes:
        return []
    said = Agreement.objects.filter(meeting=OuterRef("pk"), number__in=codes).order_by("sequence")
    swot = SwotItem.objects.filter(meeting=OuterRef("pk"), text__in=codes, plan_origins__item__plan=plan_id)
    there = Attendance.objects.present().filter(meeting=OuterRef("pk"))
    names = there.exclude(organization_name="").order_by("organization_name").values("organization_name").distinct()
    found = (
        Meeting.objects.visible_to(user)
        .filter(Exists(said) | Exists(swot))
        .select_related("body")
        .annotate(
            said=ArraySubquery(
                said.values(said=JSONObject(pk="pk", number="number", text="text", state="state", owner="owner__name"))
            ),
            named=ArraySubquery(swot.order_by("pk").values(said=JSONObject(quadrant="quadrant", text="text"))),
            came=ArraySubquery(names),
            people=ArraySubquery(there.order_by("person_name").values("person_name")),
            was_invited=Exists(Attendance.objects.filter(meeting=OuterRef("pk"), person=roles.person_id or 0)),
        )
        .order_by("starts_at", "pk")
    )
    for meeting in found:
        meeting.agreements_said = [_agreement(one, codes) for one in meeting.said]
        meeting.swot_said = _swot(meeting, codes)
        meeting.names = meeting.people if roles.sees_everything or meeting.was_invited else []
    return list(found)


def _agreement(one: dict, codes: dict[str, str]) -> dict:
    url = reverse("meetings:agreement_detail", args=[one["pk"]])
    return one | {"url": url, "code": codes[one["number"]], "state": Agreement.State(one["state"]).label}


def _swot(meeting: Meeting, codes: dict[str, str]) -> list[dict]:
    """Each once, though several parts of the plan may answer it."""
    once = {(one["quadrant"], one["text"]): one for one in meeting.named}.values()
    return [one | {"code": codes[one["text"]], "quadrant": SwotItem.Quadrant(one["quadrant"]).label} for one in once]
