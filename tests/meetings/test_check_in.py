"""Checking in at the door, and the sheet to sign."""

import datetime
import io
import threading

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from meetings.models import Attendance, Meeting
from meetings.services import check_in as services
from meetings.services import convening
from meetings.services.errors import CodeUsed, DoorClosed, UnknownCode
from members.models import OutboxMail
from tests.factories import AttendanceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tonight(scene):
    cache.clear()
    begins = timezone.now() + datetime.timedelta(hours=1)
    Meeting.objects.update(starts_at=begins, ends_at=None, state="convened")
    scene.meeting.refresh_from_db()
    scene.row = Attendance.objects.get()
    return scene


def door(scene) -> str:
    return reverse("meetings:check_in", args=[services.door_of(scene.meeting)])


def test_the_mails_code_opens_the_door_once(tonight):
    Meeting.objects.update(state="draft")
    convening.convene(tonight.meeting, actor=tonight.coordinator)
    code = services.code_of(tonight.row)
    assert code in OutboxMail.objects.get(event="meeting_convened").text
    phone = Client(enforce_csrf_checks=True)
    assert tonight.row.person.name not in phone.get(door(tonight)).content.decode(), "the address alone tells nothing"
    answer = phone.post(door(tonight), {"code": f"{code[:4]} {code[4:]}"})
    assert answer.status_code == 200 and tonight.row.person.name in answer.content.decode()
    row = Attendance.objects.get()
    assert row.status == "present" and row.checked_in_at == row.arrived_at
    again = phone.post(door(tonight), {"code": code})
    assert again.status_code == 409 and tonight.row.person.name not in again.content.decode()


@pytest.mark.django_db(transaction=True)
def test_one_code_at_once_from_five_phones_works_once(tonight):
    said = []

    def phone():
        try:
            services.check_in(tonight.meeting, services.code_of(tonight.row))
            said.append("in")
        except CodeUsed:
            said.append("used")
        finally:
            connection.close()

    threads = [threading.Thread(target=phone) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["in", *["used"] * 4]


@pytest.mark.parametrize("code", ["", "00000000", "no", "٣" * 8, "1" * 40])
def test_a_code_of_nobody(tonight, code):
    with pytest.raises(UnknownCode):
        services.check_in(tonight.meeting, code)


def test_a_code_of_another_meeting(tonight):
    with pytest.raises(UnknownCode):
        services.check_in(tonight.meeting, services.code_of(AttendanceFactory()))


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_at": timezone.now() + datetime.timedelta(days=1)},
        {"starts_at": timezone.now() - datetime.timedelta(days=2)},
        {"state": "draft"},
        {"state": "cancelled"},
        {"closed_at": timezone.now()},
    ],
)
def test_the_door_is_closed(tonight, changes):
    Meeting.objects.update(**changes)
    with pytest.raises(DoorClosed):
        services.check_in(tonight.meeting, services.code_of(tonight.row))


def test_an_altered_address_is_of_no_meeting(tonight):
    for altered in ("x", f"{tonight.meeting.pk + 1}:{services.door_of(tonight.meeting).partition(':')[2]}"):
        assert Client().get(reverse("meetings:check_in", args=[altered])).status_code == 404


def test_guessing_is_slowed_down(tonight, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"check_in": "3/10m/ip"}
    phone = Client()
    codes = [phone.post(door(tonight), {"code": f"{n:08}"}).status_code for n in range(5)]
    assert codes == [409, 409, 409, 429, 429]
    assert phone.post(door(tonight), {"code": services.code_of(tonight.row)}).status_code == 429


def test_who_was_marked_as_remote_stays_so(tonight):
    Attendance.objects.update(status="remote")
    assert services.check_in(tonight.meeting, services.code_of(tonight.row)).status == "remote"


def test_the_square_and_the_sheet(tonight, logged_in):
    client = logged_in(tonight.coordinator)
    page = client.get(reverse("meetings:meeting_door", args=[tonight.meeting.pk])).content.decode()
    assert "<svg" in page and "style=" not in page and services.door_of(tonight.meeting) in page
    answer = client.get(reverse("meetings:sign_in_sheet", args=[tonight.meeting.pk]))
    text = " ".join(part.extract_text() for part in PdfReader(io.BytesIO(answer.content)).pages)
    assert tonight.row.person.name in text and tonight.organization.name in text and "Firma" in text
    assert tonight.row.person.email not in text
