import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from meetings.models import Agreement, Attendance, Meeting
from meetings.services import closing
from meetings.services.errors import AgreementsLack, AlreadyPublished, ClosedAlready, NotBegun, NotConvened
from tests.factories import AgreementFactory, AttendanceFactory, minutes_version
from tests.meetings.refusals import REFUSED

pytestmark = pytest.mark.django_db


def test_who_has_no_mark_was_absent_with_an_excuse_if_they_had_said_so(scene, logged_in):
    said_no = AttendanceFactory(meeting=scene.meeting, answer="no")
    came = AttendanceFactory(meeting=scene.meeting, status="present")
    answer = logged_in(scene.coordinator).post(reverse("meetings:meeting_close", args=[scene.meeting.pk]))
    assert answer.status_code == 302
    marks = dict(Attendance.objects.values_list("person__name", "status"))
    assert marks == {
        "Invitada de prueba 4711": "unexcused",
        said_no.person.name: "excused",
        came.person.name: "present",
    }


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"state": "draft"}, NotConvened),
        ({"state": "cancelled"}, NotConvened),
        ({"starts_at": timezone.now() + datetime.timedelta(days=1)}, NotBegun),
        ({"closed_at": timezone.now()}, ClosedAlready),
    ],
)
def test_what_can_not_be_closed(scene, changes, error):
    Meeting.objects.update(ends_at=None, **changes)
    with pytest.raises(error):
        closing.close(scene.meeting, actor=scene.coordinator)


def test_nothing_closes_over_a_commitment_that_lacks_something(scene):
    AgreementFactory(meeting=scene.meeting, due_on=None)
    with pytest.raises(AgreementsLack):
        closing.close(scene.meeting, actor=scene.coordinator)
    with pytest.raises(IntegrityError, match="closes when each commitment"), transaction.atomic():
        Meeting.objects.update(closed_at=timezone.now())


@pytest.mark.parametrize(("who", "status"), REFUSED)
def test_others_close_nothing(scene, logged_in, who, status):
    user = getattr(scene, who)
    for name in ("meeting_close", "meeting_reopen"):
        answer = logged_in(user).post(reverse(f"meetings:{name}", args=[scene.meeting.pk]))
        assert answer.status_code == status
    assert Meeting.objects.get().closed_at is None


def test_it_opens_again_until_the_minutes_are_out(scene):
    closing.close(scene.meeting, actor=scene.coordinator)
    closing.reopen(scene.meeting, actor=scene.coordinator)
    assert Meeting.objects.get().closed_at is None
    closing.close(scene.meeting, actor=scene.coordinator)
    minutes_version(scene.meeting)
    with pytest.raises(AlreadyPublished):
        closing.reopen(scene.meeting, actor=scene.coordinator)


def test_an_open_meeting_takes_a_commitment_without_a_date(scene):
    assert AgreementFactory(meeting=scene.meeting, due_on=None, owner=None).lacks
    assert Agreement.objects.overdue().count() == 0
