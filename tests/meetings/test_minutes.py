"""Minutes: proposed, saved without losing anybody's text, published once, then frozen."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError, transaction
from django.urls import reverse
from django.utils import timezone

from meetings.models import AgendaItem, Minutes
from meetings.presentation.markdown import to_html
from meetings.services import minutes as services
from meetings.services.errors import AlreadyPublished
from members.models import OutboxMail
from tests.factories import AgreementFactory, AttendanceFactory, PersonFactory
from tests.meetings.conftest import LINK, PLACE
from tests.meetings.refusals import REFUSED

pytestmark = pytest.mark.django_db
NAME = "Invitada de prueba 4711"


def address(scene, name: str) -> str:
    return reverse(f"meetings:minutes_{name}", args=[scene.meeting.pk])


def save(client, scene, text: str, lock_version: int):
    return client.post(address(scene, "edit"), {"text": text, "lock_version": lock_version})


def publish(client, scene, lock_version: int = 1):
    return client.post(address(scene, "publish"), {"lock_version": lock_version}, follow=True)


@pytest.fixture
def written(scene):
    return services.save_minutes(scene.meeting, "## Lo tratado\n\nTexto de prueba", 0, actor=scene.coordinator)


def test_a_draft_is_proposed_from_what_is_known_without_place_or_names(scene, logged_in):
    AgendaItem.objects.create(meeting=scene.meeting, order=1, title="Debilidades y fortalezas")
    agreement = AgreementFactory(meeting=scene.meeting, owner=scene.organization)
    scene.meeting.attendances.update(status="present")
    absent = AttendanceFactory(meeting=scene.meeting, status="unexcused")
    page = logged_in(scene.coordinator).get(address(scene, "edit"))
    text = page.context["form"]["text"].value()
    for known in ("Debilidades y fortalezas", agreement.text, agreement.number, scene.organization.name):
        assert known in text
    assert absent.organization.name in text
    assert not any(hidden in text for hidden in (PLACE, LINK, NAME, absent.person.name))
    assert not Minutes.objects.exists(), "reading the page writes nothing"


def test_what_was_written_is_not_proposed_again(scene, logged_in, written):
    page = logged_in(scene.coordinator).get(address(scene, "edit"))
    assert page.context["form"]["text"].value() == written.text


def test_saving_keeps_a_draft_that_only_coordinators_read(scene, logged_in):
    save(logged_in(scene.coordinator), scene, "Borrador secreto de prueba", 0)
    shown = scene.meeting.get_absolute_url()
    assert "Borrador secreto" in logged_in(scene.coordinator).get(shown).content.decode()
    for who in ("invited", "member"):
        assert "Borrador secreto" not in logged_in(getattr(scene, who)).get(shown).content.decode()


def test_a_stale_writer_gets_both_texts_and_chooses(scene, logged_in):
    client = logged_in(scene.coordinator)
    save(client, scene, "Texto de ella", 0)
    answer = save(client, scene, "Texto mío", 0)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Texto de ella" in page and "Texto mío" in page
    assert Minutes.objects.get().text == "Texto de ella"
    save(client, scene, "Texto mío", answer.context["form"]["lock_version"].value())
    assert Minutes.objects.get().text == "Texto mío"


def test_of_twenty_stale_writers_one_wins(scene, logged_in):
    client = logged_in(scene.coordinator)
    answers = [save(client, scene, f"Texto {n}", 0).status_code for n in range(20)]
    assert sorted(answers) == [302] + [409] * 19


def test_publishing_tells_every_invited_person_once(scene, logged_in, written):
    AttendanceFactory(meeting=scene.meeting)
    AttendanceFactory(meeting=scene.meeting, person=PersonFactory(email="", name="Sin correo de prueba"))
    client = logged_in(scene.coordinator)
    asked = client.get(address(scene, "publish"))
    assert asked.context["told"] == 2 and "Sin correo de prueba" in asked.content.decode()
    assert not OutboxMail.objects.exists() and not Minutes.objects.get().is_published, "asking changes nothing"
    for _ in range(2):
        publish(client, scene)
    assert Minutes.objects.get().is_published
    mails = OutboxMail.objects.filter(event=services.EVENT)
    assert {mail.person for mail in mails} == {r.person for r in scene.meeting.attendances.all() if r.person.email}


def test_the_mail_leads_to_the_meeting_and_names_no_place(scene, logged_in, written, settings):
    scene.meeting.city = "Ciudad reservada"
    scene.meeting.save()
    publish(logged_in(scene.coordinator), scene)
    mail = OutboxMail.objects.get(event=services.EVENT)
    assert f"{settings.SITE_URL}{scene.meeting.get_absolute_url()}" in mail.text
    for hidden in (PLACE, LINK, "Ciudad reservada", written.text):
        assert hidden not in mail.text + mail.subject


def test_somebody_no_longer_invited_gets_no_mail(scene, logged_in, written):
    publish(logged_in(scene.coordinator), scene)
    mail = OutboxMail.objects.get(event=services.EVENT)
    assert services.still_wanted(mail)
    scene.meeting.attendances.all().delete()
    assert not services.still_wanted(mail)


def test_whoever_sees_the_meeting_reads_published_minutes(scene, logged_in, written):
    publish(logged_in(scene.coordinator), scene)
    for who in ("invited", "member"):
        assert (
            "Texto de prueba" in logged_in(getattr(scene, who)).get(scene.meeting.get_absolute_url()).content.decode()
        )
    assert logged_in(scene.outsider).get(scene.meeting.get_absolute_url()).status_code == 404


def test_only_the_text_that_was_read_is_published(scene, logged_in, written):
    services.save_minutes(scene.meeting, "Otro texto", 1, actor=scene.coordinator)
    publish(logged_in(scene.coordinator), scene, lock_version=1)
    assert not Minutes.objects.get().is_published and not OutboxMail.objects.exists()


@pytest.mark.parametrize("text", ["", "   \n"])
def test_empty_minutes_are_not_published(scene, logged_in, text):
    services.save_minutes(scene.meeting, text, 0, actor=scene.coordinator)
    publish(logged_in(scene.coordinator), scene)
    assert not Minutes.objects.get().is_published


def test_published_minutes_are_not_edited(scene, logged_in, written):
    client = logged_in(scene.coordinator)
    publish(client, scene)
    assert client.get(address(scene, "edit")).status_code == 302
    save(client, scene, "Cambiado después", 1)
    with pytest.raises(AlreadyPublished):
        services.save_minutes(scene.meeting, "Cambiado después", 1, actor=scene.coordinator)
    assert Minutes.objects.get().text == written.text


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE meetings_minutes SET text = 'otro'",
        "UPDATE meetings_minutes SET state = 'draft'",
        "UPDATE meetings_minutes SET published_at = now() - interval '1 year'",
        "DELETE FROM meetings_minutes",
    ],
)
def test_the_database_itself_keeps_published_minutes(written, as_application_role, attempt):
    Minutes.objects.update(state="published", published_at=timezone.now())
    with pytest.raises(InternalError, match="published minutes"), as_application_role() as cursor:
        cursor.execute(attempt)
    assert Minutes.objects.get().text == written.text


def test_a_draft_may_still_be_changed_in_the_database(written):
    with transaction.atomic():
        Minutes.objects.update(text="otro")
    assert Minutes.objects.get().text == "otro"


@pytest.mark.parametrize(("who", "status"), REFUSED)
def test_representatives_neither_write_nor_publish(scene, logged_in, written, who, status):
    user = getattr(scene, who, status)
    client = logged_in(user)
    assert save(client, scene, "Ajeno", 1).status_code == status
    assert publish(client, scene).status_code == status
    for name in ("edit", "publish"):
        assert client.get(address(scene, name)).status_code == status
    assert client.post(address(scene, "preview"), {"text": "x", "lock_version": 1}).status_code == status
    with pytest.raises(PermissionDenied):
        services.publish_minutes(written, 1, actor=user)
    assert Minutes.objects.get().text == written.text and not Minutes.objects.get().is_published


def test_a_preview_shows_and_saves_nothing(scene, logged_in):
    client = logged_in(scene.coordinator)
    page = client.post(address(scene, "preview"), {"text": "**fuerte**", "lock_version": 0}).content.decode()
    assert "<strong>fuerte</strong>" in page and "**fuerte**" in page
    assert not Minutes.objects.exists()
    assert client.get(address(scene, "preview")).status_code == 405


@pytest.mark.parametrize(
    "wicked",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://espia.example/p.png)",
        '<img src=x onerror="alert(1)">',
        "<a href='https://x.example' style='x' onclick='y'>x</a>",
        "[x](data:text/html,hola)",
    ],
)
def test_markdown_is_harmless(wicked):
    html = to_html(wicked)
    assert "<script" not in html and "<img" not in html
    for attribute in ('href="javascript', 'href="data', "<a onclick", "<a style"):
        assert attribute not in html


def test_headings_stand_below_the_pages_own():
    assert to_html("# Uno\n\n###### Seis") == "<h3>Uno</h3>\n<h6>Seis</h6>\n"
