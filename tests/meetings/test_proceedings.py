"""How a meeting was held: chair, secretary, end, previous acta, earlier commitments as they stood, what comes next."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from meetings.models import Meeting, Proceedings, ReviewedCommitment
from meetings.services import closing
from meetings.services import proceedings as services
from meetings.services.errors import NotBegun, NotThere
from tests.factories import AgreementFactory, AttendanceFactory, MeetingFactory
from tests.meetings.refusals import REFUSED

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def earlier(scene):
    scene.meeting.attendances.update(status="present")
    meeting = MeetingFactory(body=scene.body, starts_at=scene.meeting.starts_at - 24 * HOUR)
    return AgreementFactory(meeting=meeting, text="Lo prometido antes")


def address(scene) -> str:
    return reverse("meetings:proceedings", args=[scene.meeting.pk])


def test_earlier_commitments_stay_as_they_stood_with_what_was_said(scene, earlier, logged_in):
    client = logged_in(scene.coordinator)
    assert (
        "Lo prometido antes" in client.get(address(scene)).content.decode() and not ReviewedCommitment.objects.exists()
    )
    client.post(address(scene), {f"said-{earlier.pk}": "Falta la mitad"})
    earlier.state, earlier.text = "done", "Otra cosa"
    earlier.save()
    kept = ReviewedCommitment.objects.get()
    assert (kept.state, kept.text, kept.words) == ("open", "Lo prometido antes", "Falta la mitad")
    client.post(address(scene), {f"said-{earlier.pk}": "Falta un tercio"})
    kept = ReviewedCommitment.objects.get()
    assert (kept.state, kept.words) == ("open", "Falta un tercio"), "new words, the same state"


def test_closing_keeps_them_by_itself_and_notes_the_end(scene, earlier):
    begun = timezone.now() - HOUR
    Meeting.objects.filter(pk=scene.meeting.pk).update(starts_at=begun)
    closing.close(scene.meeting, actor=scene.coordinator)
    held = Proceedings.objects.get(meeting=scene.meeting)
    assert held.ended_at == Meeting.objects.get(pk=scene.meeting.pk).closed_at
    assert ReviewedCommitment.objects.get(meeting=scene.meeting).agreement == earlier


def test_closed_days_later_the_end_is_not_made_up(scene):
    closing.close(scene.meeting, actor=scene.coordinator)
    assert Proceedings.objects.get().ended_at is None


def test_decisions_and_what_is_done_are_not_gone_over(scene, earlier):
    AgreementFactory(meeting=earlier.meeting, state="done")
    AgreementFactory(meeting=earlier.meeting, kind="decision")
    closing.close(scene.meeting, actor=scene.coordinator)
    assert [one.agreement for one in ReviewedCommitment.objects.all()] == [earlier]


def test_chair_and_secretary_were_there(scene, logged_in):
    absent = AttendanceFactory(meeting=scene.meeting, status="excused")
    scene.meeting.attendances.filter(person=scene.invited.person).update(status="remote")
    client = logged_in(scene.coordinator)
    page = client.post(address(scene), {"chair": absent.person.pk, "ended": "12:00"})
    assert page.status_code == 200 and "12:00" in page.content.decode() and not Proceedings.objects.exists()
    client.post(address(scene), {"chair": scene.invited.person.pk, "secretary": scene.invited.person.pk})
    assert Proceedings.objects.get().chair == scene.invited.person
    with pytest.raises(NotThere):
        services.record(Proceedings(meeting=scene.meeting, chair=absent.person), {}, actor=scene.coordinator)


def test_hours_are_those_of_the_place_and_past_midnight_of_the_next_day(scene, logged_in):
    client = logged_in(scene.coordinator)
    client.post(address(scene), {"ended": "00:30", "next_day": "2018-05-11", "next_hour": "10:00"})
    held = Proceedings.objects.get()
    assert held.ended_at == datetime.datetime(2018, 4, 7, 5, 30, tzinfo=datetime.UTC)
    assert held.next_at == datetime.datetime(2018, 5, 11, 15, tzinfo=datetime.UTC)
    form = client.get(address(scene)).context["form"]
    assert form["ended"].value() == datetime.time(0, 30) and form["next_hour"].value() == datetime.time(10)


@pytest.mark.parametrize(
    "typed",
    [
        {"next_hour": "10:00"},
        {"next_day": "2018-04-01"},
        {"previous_decision": "approved"},
        {"ended": "25:00"},
        {"previous": "999999"},
    ],
)
def test_bad_input_is_said_and_nothing_is_saved(scene, logged_in, typed):
    page = logged_in(scene.coordinator).post(address(scene), typed | {"previous_words": "Mis palabras"})
    assert page.status_code == 200 and page.context["form"].errors and "Mis palabras" in page.content.decode()
    assert not Proceedings.objects.exists()


def test_not_of_a_meeting_to_come(scene):
    Meeting.objects.update(starts_at=timezone.now() + 48 * HOUR, ends_at=None)
    with pytest.raises(NotBegun):
        services.record(Proceedings(meeting=Meeting.objects.get()), {}, actor=scene.coordinator)


@pytest.mark.parametrize(("who", "status"), REFUSED)
def test_others_record_nothing(scene, logged_in, who, status):
    client = logged_in(getattr(scene, who))
    assert client.get(address(scene)).status_code == status
    assert client.post(address(scene), {"ended": "12:00"}).status_code == status
    with pytest.raises(PermissionDenied):
        services.record(Proceedings(meeting=scene.meeting), {}, actor=getattr(scene, who))
