"""One act of a meeting, whether its form was sent at once or comes from a device's queue."""

import datetime
from collections.abc import Callable

from django.http import QueryDict
from django.utils.translation import gettext as _

from meetings.forms.attendance import read_capacities, read_marks
from meetings.forms.run import CameForm, ItemForm, NotesForm, TakeDownForm
from meetings.models import Meeting
from meetings.services import agreements, attendance, run, walk_ins
from meetings.services.errors import NotesOvertaken, OrganizationNeeded, Refused, WhoIsIt
from meetings.services.run import CONFLICT, DONE, REFUSED, Said
from members.models import User
from members.text import whole_number


def carry_out(meeting: Meeting, posted: QueryDict, at: datetime.datetime, *, actor: User) -> Said:
    """`posted["act"]` names it: mark, came, notes, begin or agreement."""
    do = ACTS.get(posted.get("act", ""))
    if do is None:
        return Said(REFUSED, _("This is not possible any more."))
    try:
        return do(meeting, posted, at, actor)
    except NotesOvertaken as overtaken:
        return Said(CONFLICT, str(overtaken.words), overtaken.theirs)
    except Refused as refused:
        return Said(REFUSED, str(refused.words))


def _mark(meeting: Meeting, posted: QueryDict, at: datetime.datetime, actor: User) -> Said:
    recorded = attendance.record(meeting, read_marks(meeting, posted), at=at, actor=actor)
    spoken = attendance.speak_as(meeting, read_capacities(meeting, posted), actor=actor)
    others = [overtaken(row) for row in recorded.overtaken] + [recast(row) for row in spoken.overtaken]
    others += [f"{row.person.name}: {OrganizationNeeded.words}" for row in spoken.lacking]
    if others:
        return Said(CONFLICT, " ".join(others))
    for name, move in (("leave", attendance.leave), ("back", attendance.come_back)):
        who = numbered(posted, name)
        if who and not move(meeting, who, at=at, actor=actor):
            return _moved(meeting, who)
    return Said(DONE)


def _moved(meeting: Meeting, attendance_id: int) -> Said:
    """Somebody else has marked this person otherwise meanwhile, or the hours don't fit: nothing is overwritten."""
    row = meeting.attendances.select_related("person").filter(pk=attendance_id).first()
    return Said(CONFLICT, overtaken(row)) if row else Said(REFUSED, _("This is not possible any more."))


def overtaken(row) -> str:
    said = _(
        "Somebody else has just marked %(person)s as “%(mark)s”; that stands. Look again, and change it if needed."
    )
    return said % {"person": row.person.name, "mark": row.get_status_display()}


def recast(row) -> str:
    said = _("Somebody else has just noted that %(person)s comes as “%(capacity)s”; that stands. Look again.")
    return said % {"person": row.person.name, "capacity": row.get_capacity_display()}


def _came(meeting: Meeting, posted: QueryDict, at: datetime.datetime, actor: User) -> Said:
    form = CameForm(posted)
    if not form.is_valid():
        return _refused(form)
    try:
        row = walk_ins.take_in(meeting, walk_ins.Arrival(**form.cleaned_data), at=at, actor=actor)
    except WhoIsIt as asked:
        people = [(str(one.pk), one.with_organization) for one in asked.people]
        return Said(CONFLICT, str(asked.words), choices=(*people, (walk_ins.NEW, _("Somebody else"))))
    return Said(DONE, _("%s is on the list.") % row.person.name)


def _notes(meeting: Meeting, posted: QueryDict, at: datetime.datetime, actor: User) -> Said:
    form = NotesForm(posted, meeting=meeting)
    if not form.is_valid():
        return _refused(form)
    run.write_notes(form.cleaned_data["item"], form.cleaned_data["before"], form.cleaned_data["text"], actor=actor)
    return Said(DONE)


def _begin(meeting: Meeting, posted: QueryDict, at: datetime.datetime, actor: User) -> Said:
    form = ItemForm(posted, meeting=meeting)
    if not form.is_valid():
        return _refused(form)
    run.begin_item(form.cleaned_data["item"], at=at, actor=actor)
    return Said(DONE)


def _agreement(meeting: Meeting, posted: QueryDict, at: datetime.datetime, actor: User) -> Said:
    form = TakeDownForm(posted, meeting=meeting)
    if not form.is_valid():
        return _refused(form)
    form.instance.owner = form.cleaned_data["owner"]
    taken = agreements.add_agreement(form.instance, actor=actor)
    return Said(DONE, _("Agreement %s is recorded.") % taken.number)


def _refused(form) -> Said:
    words = [str(error) for errors in form.errors.values() for error in errors]
    return Said(REFUSED, " ".join(words))


def numbered(posted: QueryDict, name: str) -> int:
    return whole_number(posted.get(name)) or 0


ACTS: dict[str, Callable[[Meeting, QueryDict, datetime.datetime, User], Said]] = {
    "mark": _mark,
    "came": _came,
    "notes": _notes,
    "begin": _begin,
    "agreement": _agreement,
}
