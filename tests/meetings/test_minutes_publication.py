"""Approved minutes are published once and mailed; a correction is a new version with what changed; the former stays."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from meetings.models import Meeting, Minutes, MinutesVersion
from meetings.services import closing, minutes_mails
from meetings.services import minutes as writing
from meetings.services import minutes_publication as services
from meetings.services.errors import (
    AlreadyPublished,
    InReview,
    NotApproved,
    NotClosed,
    NotCorrecting,
    NotPublished,
    ReasonNeeded,
)
from members.models import OutboxMail
from tests.factories import AttendanceFactory, PersonFactory, minutes_version
from tests.meetings.conftest import LINK, PLACE
from tests.meetings.refusals import REFUSED

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved(scene) -> MinutesVersion:
    scene.meeting.attendances.update(status="present")
    Meeting.objects.update(closed_at=timezone.now())
    scene.meeting.refresh_from_db()
    return minutes_version(scene.meeting, "## Lo tratado\n\nTexto de prueba", "approved")


def address(scene, name: str) -> str:
    return reverse(f"meetings:minutes_{name}", args=[scene.meeting.pk])


def publish(client, scene, version):
    return client.post(address(scene, "publish"), {"version": version.pk}, follow=True)


def test_publishing_tells_every_invited_person_once(scene, logged_in, approved):
    AttendanceFactory(meeting=scene.meeting)
    AttendanceFactory(meeting=scene.meeting, person=PersonFactory(email="", name="Sin correo de prueba"))
    client = logged_in(scene.coordinator)
    asked = client.get(address(scene, "publish"))
    assert asked.context["told"] == 2 and "Sin correo de prueba" in asked.content.decode()
    assert not OutboxMail.objects.exists() and not Minutes.objects.get().is_published, "asking changes nothing"
    for _ in range(2):
        publish(client, scene, approved)
    assert Minutes.objects.get().is_published
    mails = OutboxMail.objects.filter(event=minutes_mails.PUBLISHED)
    assert {mail.person for mail in mails} == {r.person for r in scene.meeting.attendances.all() if r.person.email}


def test_the_mail_leads_to_the_meeting_and_names_no_place(scene, logged_in, approved, settings):
    Meeting.objects.update(city="Ciudad reservada")
    publish(logged_in(scene.coordinator), scene, approved)
    mail = OutboxMail.objects.get(event=minutes_mails.PUBLISHED)
    assert f"{settings.SITE_URL}{scene.meeting.get_absolute_url()}" in mail.text
    for hidden in (PLACE, LINK, "Ciudad reservada", "Texto de prueba"):
        assert hidden not in mail.text + mail.subject


def test_of_a_confidential_meeting_the_mails_say_nothing(scene, approved):
    Meeting.objects.update(is_confidential=True)
    services.publish_minutes(approved, actor=scene.coordinator)
    again = correct(scene, "Segundo texto", "Faltaba un párrafo")
    assert again.number == 2
    mails = OutboxMail.objects.filter(event__in=[minutes_mails.PUBLISHED, minutes_mails.CORRECTED])
    assert mails.count() == 2
    for mail in mails:
        for hidden in (scene.meeting.title, scene.meeting.number, scene.body.name, "Faltaba un párrafo"):
            assert hidden not in mail.text + mail.subject


def test_somebody_no_longer_invited_gets_no_mail(scene, approved):
    services.publish_minutes(approved, actor=scene.coordinator)
    mail = OutboxMail.objects.get(event=minutes_mails.PUBLISHED)
    assert minutes_mails.still_wanted(mail)
    scene.meeting.attendances.all().delete()
    assert not minutes_mails.still_wanted(mail)


def test_whoever_sees_the_meeting_reads_published_minutes(scene, logged_in, approved):
    for who in ("invited", "member"):
        page = logged_in(getattr(scene, who)).get(scene.meeting.get_absolute_url()).content.decode()
        assert "Texto de prueba" not in page
    publish(logged_in(scene.coordinator), scene, approved)
    for who in ("invited", "member"):
        client = logged_in(getattr(scene, who))
        assert "Texto de prueba" in client.get(scene.meeting.get_absolute_url()).content.decode()
        assert client.get(approved.get_absolute_url()).status_code == 200
    for path in (scene.meeting.get_absolute_url(), approved.get_absolute_url()):
        assert logged_in(scene.outsider).get(path).status_code == 404


@pytest.mark.parametrize(
    ("state", "change", "error"),
    [
        ("in_review", {}, NotApproved),
        ("approved", {"closed_at": None}, NotClosed),
        ("approved", {"state": "cancelled"}, NotClosed),
        ("approved", {"state": "draft"}, NotClosed),
        ("published", {}, AlreadyPublished),
    ],
)
def test_what_is_not_published(scene, state, change, error):
    Meeting.objects.update(**{"closed_at": timezone.now()} | change)
    version = minutes_version(scene.meeting, state=state)
    with pytest.raises(error):
        services.publish_minutes(version, actor=scene.coordinator)
    assert not OutboxMail.objects.exists()


def test_a_draft_is_not_published_nor_what_nobody_wrote(scene, logged_in):
    client = logged_in(scene.coordinator)
    assert client.post(address(scene, "publish"), {"version": 1}).status_code == 302
    writing.save_minutes(scene.meeting, "Borrador", 0, actor=scene.coordinator)
    assert client.post(address(scene, "publish"), {"version": 1}).status_code == 302
    assert not MinutesVersion.objects.exists() and not Minutes.objects.get().is_published


def test_only_the_version_that_was_read_is_published(scene, logged_in, approved):
    logged_in(scene.coordinator).post(address(scene, "publish"), {"version": approved.pk + 1})
    assert not Minutes.objects.get().is_published


@pytest.mark.parametrize(("who", "status"), REFUSED)
def test_representatives_publish_and_correct_nothing(scene, logged_in, approved, who, status):
    client = logged_in(getattr(scene, who))
    assert publish(client, scene, approved).status_code == status
    assert client.post(address(scene, "correct"), {"reason": "x"}).status_code == status
    assert client.post(address(scene, "drop")).status_code == status
    for act in (
        lambda: services.publish_minutes(approved, actor=getattr(scene, who)),
        lambda: writing.start_correction(approved.minutes, "x", actor=getattr(scene, who)),
        lambda: writing.drop_correction(approved.minutes, actor=getattr(scene, who)),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.parametrize("state", ["in_review", "approved"])
def test_a_meeting_does_not_open_again_under_frozen_minutes(scene, approved, state):
    with pytest.raises(InReview):
        closing.reopen(scene.meeting, actor=scene.coordinator)


def correct(scene, text: str, reason: str) -> MinutesVersion:
    minutes = writing.start_correction(Minutes.objects.get(), reason, actor=scene.coordinator)
    writing.save_minutes(scene.meeting, text, minutes.lock_version, actor=scene.coordinator)
    minutes = Minutes.objects.get()
    assert minutes.is_published and minutes.state == "correcting"
    version = minutes_version(scene.meeting, state="approved")
    services.publish_minutes(version, actor=scene.coordinator)
    return MinutesVersion.objects.get(pk=version.pk)


class TestCorrection:
    @pytest.fixture
    def published(self, scene, approved) -> MinutesVersion:
        services.publish_minutes(approved, actor=scene.coordinator)
        return approved

    def test_it_is_a_new_version_and_a_notice_to_who_has_the_former(self, scene, published, logged_in):
        second = correct(scene, "## Lo tratado\n\nTexto corregido de prueba", "Un nombre mal escrito")
        first = MinutesVersion.objects.get(number=1)
        assert (first.state, second.number, second.state) == ("superseded", 2, "published")
        mail = OutboxMail.objects.get(event=minutes_mails.CORRECTED)
        assert mail.person == scene.invited.person and second.get_absolute_url() in mail.text
        assert "Texto" not in mail.text and PLACE not in mail.text
        page = logged_in(scene.member).get(second.get_absolute_url()).content.decode()
        assert "<ins>corregido </ins>" in page
        former = logged_in(scene.member).get(first.get_absolute_url())
        assert former.status_code == 200 and "corregido" not in former.content.decode()
        history = logged_in(scene.member).get(address(scene, "history")).content.decode()
        assert first.get_absolute_url() in history and second.get_absolute_url() in history

    def test_its_page_shows_what_changed_in_the_facts_too(self, scene, published, logged_in):
        late = AttendanceFactory(meeting=scene.meeting, status="present")
        second = correct(scene, "## Lo tratado\n\nTexto de prueba", "Faltaba una organización")
        page = logged_in(scene.coordinator).get(second.get_absolute_url())
        headings = [heading for heading, _pieces in page.context["changes"]]
        assert "Quienes estuvieron" in headings and "Lo tratado" not in headings
        assert f"{late.organization.name}" in page.content.decode()

    def test_until_it_is_published_the_former_holds_and_is_read(self, scene, published, logged_in):
        writing.start_correction(Minutes.objects.get(), "Por esto", actor=scene.coordinator)
        writing.save_minutes(scene.meeting, "Lo nuevo secreto", 1, actor=scene.coordinator)
        page = logged_in(scene.member).get(scene.meeting.get_absolute_url()).content.decode()
        assert "Texto de prueba" in page and "Lo nuevo secreto" not in page
        minutes_version(scene.meeting, state="approved")
        assert MinutesVersion.objects.get(state="published").number == 1

    def test_it_may_be_dropped(self, scene, published, logged_in):
        writing.start_correction(Minutes.objects.get(), "Por esto", actor=scene.coordinator)
        writing.save_minutes(scene.meeting, "Otra cosa", 1, actor=scene.coordinator)
        logged_in(scene.coordinator).post(address(scene, "drop"))
        minutes = Minutes.objects.get()
        assert minutes.state == "published" and minutes.text == published.text
        with pytest.raises(NotCorrecting):
            writing.drop_correction(minutes, actor=scene.coordinator)

    def test_it_needs_a_reason_and_something_published(self, scene, published, logged_in):
        with pytest.raises(ReasonNeeded):
            writing.start_correction(published.minutes, "  ", actor=scene.coordinator)
        assert logged_in(scene.coordinator).post(address(scene, "correct"), {"reason": ""}).status_code == 200
        writing.start_correction(published.minutes, "Por esto", actor=scene.coordinator)
        page = logged_in(scene.coordinator).post(address(scene, "correct"), {"reason": "Otra vez mía"})
        assert page.status_code == 409 and "Otra vez mía" in page.content.decode()
        with pytest.raises(NotPublished):
            writing.start_correction(published.minutes, "Otra vez", actor=scene.coordinator)
