"""The words, address and urgency of each thing that waits."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alianza.waiting import SHOWN, Row
from members.days import due_in_words, short_day


@dataclass(frozen=True)
class Task:
    title: str
    url: str
    detail: str = ""
    day: datetime.date | None = None
    tag: str = ""
    tag_class: str = ""

    @property
    def day_words(self) -> str:
        return short_day(self.day) if self.day else ""


def due(day: datetime.date) -> dict:
    """The date, and how urgent it makes the thing."""
    left = (day - timezone.localdate()).days
    return {"day": day, "tag": due_in_words(day), "tag_class": "bad" if left < 0 else "warn" if left <= 7 else ""}


def stance(row: Row) -> Task:
    return Task(
        title=_("Say where your organization stands on %(plan)s, version %(number)s")
        % {"plan": row.label, "number": row.n},
        url=reverse("actionplans:review", args=[row.target]),
        detail=_("The review closes on this day; your organization has not answered yet."),
        **due(row.day),
    )


def report(row: Row) -> Task:
    return Task(
        title=_("Report how the activities of %(plan)s are going") % {"plan": row.label},
        url=reverse("actionplans:report_list", args=[row.n]),
        detail=row.words,
        **due(row.day),
    )


def review(row: Row) -> Task:
    missing = ngettext(
        "%(missing)s of %(asked)s organizations has not answered",
        "%(missing)s of %(asked)s organizations have not answered",
        row.m,
    )
    return Task(
        title=_("Close the review of %(plan)s, version %(number)s") % {"plan": row.label, "number": row.words},
        url=reverse("actionplans:review", args=[row.target]),
        detail=missing % {"missing": row.m, "asked": row.n} if row.m else _("All organizations have answered."),
        **due(row.day),
    )


def agreement(row: Row) -> Task:
    role = _("responsible: your organization") if row.n else _("your organization takes part")
    return Task(
        title=Truncator(row.words).chars(140),
        url=reverse("meetings:agreement_detail", args=[row.target]),
        detail=_("Agreement %(number)s · %(role)s") % {"number": row.label, "role": role},
        **due(row.day),
    )


def invitation(row: Row) -> Task:
    return Task(
        title=_("Say whether you come to “%(meeting)s”") % {"meeting": row.label},
        url=reverse("meetings:meeting_detail", args=[row.target]),
        **due(row.day),
    )


def promise(row: Row) -> Task:
    return Task(
        title=Truncator(row.words).chars(140),
        url=reverse("meetings:agreement_detail", args=[row.target]),
        detail=_("Agreement %(number)s · does your organization take it on?") % {"number": row.label},
        day=row.day,
        tag=_("to answer"),
    )


def request(row: Row) -> Task:
    """Of an organization that keeps an agreement: to the secretariat, or to whoever is asked to take it over."""
    asks = _("they ask your organization to take it over") if row.what == "handover" else _("more time, or a hand-over")
    return Task(
        title=Truncator(row.words).chars(140),
        url=reverse("meetings:agreement_detail", args=[row.target]),
        detail=_("Agreement %(number)s · to decide: %(what)s") % {"number": row.label, "what": asks},
        tag=_("to decide"),
        tag_class="warn",
    )


def step(row: Row) -> Task:
    return Task(
        title=Truncator(row.words).chars(140),
        url=reverse("members:step_detail", args=[row.target]),
        detail=_("Next step · %(whom)s") % {"whom": row.label},
        **due(row.day),
    )


def run(row: Row) -> Task:
    return Task(
        title=_("Run “%(meeting)s”") % {"meeting": row.label},
        url=reverse("meetings:meeting_run", args=[row.target]),
        detail=_("Attendance, notes and agreements on one page."),
        day=row.day,
        tag=_("going on"),
        tag_class="brand",
    )


# By what waiting.MINUTES_STEPS counts: title, address, tag.
OF_MINUTES = {
    0: (gettext_lazy("Write the minutes of “%(meeting)s”"), "minutes_edit", gettext_lazy("to be written")),
    1: (gettext_lazy("Send the minutes of “%(meeting)s” to review"), "minutes_edit", gettext_lazy("draft")),
    2: (gettext_lazy("Review of the minutes of “%(meeting)s”"), "minutes_review", gettext_lazy("in review")),
    3: (gettext_lazy("Publish the minutes of “%(meeting)s”"), "minutes_publish", gettext_lazy("approved")),
}


def minutes(row: Row) -> Task:
    title, name, tag = OF_MINUTES[row.m]
    return Task(
        title=str(title) % {"meeting": row.label},
        url=reverse(f"meetings:{name}", args=[row.target]),
        detail=ngettext("%(n)s agreement recorded", "%(n)s agreements recorded", row.n) % {"n": row.n},
        day=row.day,
        tag=str(tag),
        tag_class="warn",
    )


def acta(row: Row) -> Task:
    return Task(
        title=_("Read the minutes of “%(meeting)s”: approve them, or comment") % {"meeting": row.label},
        url=reverse("meetings:minutes_review", args=[row.n]),
        detail=_("Your organization was there. The review ends on this day."),
        **due(row.day),
    )


def draft(row: Row) -> Task:
    title = _("Send %(plan)s, version %(number)s, to review") if row.m else _("Fill %(plan)s, version %(number)s")
    return Task(
        title=title % {"plan": row.label, "number": row.n},
        url=reverse("actionplans:version_edit", args=[row.target]),
        detail=_("Only the secretariat sees it so far."),
        tag=_("draft"),
    )


def unshared(row: Row) -> Task:
    return Task(
        title=_("Share %(plan)s, version %(number)s") % {"plan": row.label, "number": row.n},
        url=reverse("actionplans:share_create", args=[row.target]),
        detail=_("It is in force, and no stakeholder has received it."),
        tag=_("not shared"),
        tag_class="warn",
    )


def answered(row: Row) -> Task:
    title = ngettext("Read %(n)s answer of a stakeholder", "Read %(n)s answers of stakeholders", row.n)
    return Task(
        title=title % {"n": row.n},
        url=reverse("actionplans:share_detail", args=[row.target]) + "?show=answers",
        detail=row.label,
        tag=_("new"),
        tag_class="warn",
    )


def corrected(row: Row) -> Task:
    title = ngettext(
        "Send %(n)s person outside what was corrected in the minutes of “%(meeting)s”",
        "Send %(n)s persons outside what was corrected in the minutes of “%(meeting)s”",
        row.n,
    )
    return Task(
        title=title % {"n": row.n, "meeting": row.label},
        url=reverse("actionplans:notice_from_minutes", args=[row.m]),
        detail=_("What they have is from before the correction."),
        tag=_("corrected"),
        tag_class="warn",
    )


def loose(row: Row) -> Task | None:
    if not row.n:
        return None
    title = ngettext("Take %(n)s agreement into the plan", "Take %(n)s agreements into the plan", row.n)
    return Task(
        title=title % {"n": row.n},
        url=reverse("actionplans:agreements_without_plan", args=[row.target]),
        detail=_("No plan has taken them up yet: %(plan)s") % {"plan": row.label},
        tag=_("pending"),
    )


WORDS: dict[str, Callable[[Row], Task | None]] = {
    "stance": stance,
    "acta": acta,
    "report": report,
    "review": review,
    "invitation": invitation,
    "agreement": agreement,
    "promise": promise,
    "handover": request,
    "request": request,
    "step": step,
    "run": run,
    "minutes": minutes,
    "draft": draft,
    "unshared": unshared,
    "answers": answered,
    "corrected": corrected,
    "loose": loose,
}


@dataclass(frozen=True)
class ToDo:
    """What waits, the dated first; `more` where there are more agreements than are shown; `first_review`: the address
    of the review to answer first."""

    tasks: list[Task]
    more: bool
    organizations: list[Row]
    first_review: str


def todo(rows: list[Row]) -> ToDo:
    by_kind = {what: [row for row in rows if row.what == what] for what in (*WORDS, "mine")}
    made = {what: [task for task in map(words, by_kind[what][:SHOWN]) if task] for what, words in WORDS.items()}
    tasks = [task for of_kind in made.values() for task in of_kind]
    return ToDo(
        tasks=sorted(tasks, key=lambda task: task.day or datetime.date.max),
        more=len(by_kind["agreement"]) > SHOWN,
        organizations=by_kind["mine"],
        first_review=next((task.url for task in made["stance"]), ""),
    )
