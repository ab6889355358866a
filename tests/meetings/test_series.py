"""A series is one: its dates know each other, are made once, move singly, and are convened together."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from meetings.models import AgendaItem, Meeting
from meetings.services import meetings as services
from meetings.services import series
from meetings.services.errors import CalledOff, NotADraft
from members.models import OutboxMail
from tests import factories as make

pytestmark = pytest.mark.django_db
WEEKS = datetime.timedelta(weeks=3)


@pytest.fixture
def writer():
    return make.coordinator()


@pytest.fixture
def member():
    return make.representative()


@pytest.fixture
def meeting(writer, member) -> Meeting:
    body = make.BodyFactory(organizations=[member.person.organization])
    made = Meeting(body=body, title="Reunión mensual", starts_at=make.in_a_week())
    services.create_meeting(made, actor=writer)
    make.AttendanceFactory(meeting=made, organization=None, capacity="guest")
    return made


@pytest.fixture
def drafts(meeting, writer) -> list[Meeting]:
    return series.repeat(meeting, "week", meeting.local_start.date() + WEEKS, actor=writer)


def test_a_double_click_adds_nothing_even_after_one_date_moved(meeting, drafts, writer):
    moved = drafts[0]
    Meeting.objects.filter(pk=moved.pk).update(starts_at=moved.starts_at + datetime.timedelta(days=2))
    assert series.repeat(meeting, "week", meeting.local_start.date() + WEEKS, actor=writer) == []
    assert Meeting.objects.count() == 1 + len(drafts) == 4
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=drafts[1].pk).update(series_on=drafts[0].series_on)


def test_guests_come_along(drafts):
    assert [one.attendances.filter(capacity="guest").count() for one in drafts] == [1, 1, 1]


def test_the_page_shows_the_others_that_the_reader_may_see(meeting, drafts, writer, member, client):
    client.force_login(writer)
    page = client.get(meeting.get_absolute_url())
    assert list(page.context["siblings"]) == [Meeting.objects.get(pk=meeting.pk), *drafts]
    assert all(one.get_absolute_url() in page.content.decode() for one in drafts)
    Meeting.objects.filter(pk__in=[meeting.pk, drafts[0].pk]).update(state="convened")
    client.force_login(member)
    assert len(client.get(meeting.get_absolute_url()).context["siblings"]) == 2


def test_all_are_convened_together_and_once(meeting, drafts, writer, client):
    client.force_login(writer)
    path = reverse("meetings:series_convene", args=[drafts[0].pk])
    assert client.get(path).context["drafts"].count() == 4 and not OutboxMail.objects.exists()
    client.post(path)
    assert set(Meeting.objects.values_list("state", flat=True)) == {"convened"}
    assert OutboxMail.objects.filter(event="meeting_convened").count() == 8
    with pytest.raises(NotADraft):
        series.convene_all(meeting, actor=writer)


def test_nobody_invited_to_one_of_them_convenes_none(meeting, drafts, writer, client):
    drafts[1].attendances.all().delete()
    client.force_login(writer)
    client.post(reverse("meetings:series_convene", args=[meeting.pk]))
    assert set(Meeting.objects.values_list("state", flat=True)) == {"draft"} and not OutboxMail.objects.exists()


def test_refusals(meeting, member, writer):
    with pytest.raises(PermissionDenied):
        series.convene_all(meeting, actor=member)
    Meeting.objects.update(state="cancelled")
    with pytest.raises(CalledOff):
        series.repeat(meeting, "week", meeting.local_start.date() + WEEKS, actor=writer)


def test_each_date_opens_on_what_is_open_and_never_twice(meeting, writer, member):
    make.AgreementFactory(meeting=make.MeetingFactory(body=meeting.body), owner=member.person.organization)
    drafts = series.repeat(meeting, "week", meeting.local_start.date() + WEEKS, actor=writer)
    series.convene_all(meeting, actor=writer)
    assert [one.agenda.filter(is_follow_up=True).count() for one in [meeting, *drafts]] == [1, 1, 1, 1]
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.create(meeting=meeting, order=9, title="x", is_follow_up=True)


def test_the_follow_up_is_called_in_the_readers_language(meeting, client, writer):
    AgendaItem.objects.create(meeting=meeting, order=0, title="x", is_follow_up=True)
    client.force_login(writer)
    spoken = {"es": "Seguimiento a los acuerdos anteriores", "en": "Follow-up of earlier agreements"}
    for language, words in spoken.items():
        page = client.get(meeting.get_absolute_url(), HTTP_ACCEPT_LANGUAGE=language).content.decode()
        assert words in page
