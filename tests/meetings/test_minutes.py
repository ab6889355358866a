"""Minutes: proposed, saved without losing anybody's text, frozen once they are read by others."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from meetings.models import AgendaItem, Minutes
from meetings.presentation.markdown import to_html
from meetings.services import minutes as services
from meetings.services.errors import AlreadyPublished, InReview
from tests.factories import AgreementFactory, AttendanceFactory, minutes_version
from tests.meetings.refusals import REFUSED

pytestmark = pytest.mark.django_db
NAME = "Invitada de prueba 4711"


def address(scene, name: str) -> str:
    return reverse(f"meetings:minutes_{name}", args=[scene.meeting.pk])


def save(client, scene, text: str, lock_version: int):
    return client.post(address(scene, "edit"), {"text": text, "lock_version": lock_version})


@pytest.fixture
def written(scene):
    return services.save_minutes(scene.meeting, "## Lo tratado\n\nTexto de prueba", 0, actor=scene.coordinator)


def test_a_draft_is_proposed_from_agenda_and_notes_without_place_or_names(scene, logged_in):
    AgendaItem.objects.create(meeting=scene.meeting, order=1, title="Debilidades y fortalezas", notes="Se dijo esto.")
    AgreementFactory(meeting=scene.meeting, owner=scene.organization, text="Lo acordado")
    AttendanceFactory(meeting=scene.meeting, status="unexcused")
    page = logged_in(scene.coordinator).get(address(scene, "edit"))
    text = page.context["form"]["text"].value()
    assert text == "## 1. Debilidades y fortalezas\n\nSe dijo esto."
    assert not Minutes.objects.exists(), "reading the page writes nothing"


def test_what_the_database_knows_stands_in_the_acta_once_and_is_not_typed(scene, logged_in):
    AgendaItem.objects.create(meeting=scene.meeting, order=1, title="Debilidades y fortalezas", notes="Se dijo esto.")
    agreement = AgreementFactory(meeting=scene.meeting, owner=scene.organization, text="Lo acordado")
    scene.meeting.attendances.update(status="present")
    absent = AttendanceFactory(meeting=scene.meeting, status="unexcused")
    save(logged_in(scene.coordinator), scene, "## 1. Debilidades\n\nSe dijo esto.", 0)
    page = logged_in(scene.coordinator).get(address(scene, "send"))
    acta = page.context["acta"]
    headings = [section["heading"] for section in acta["sections"]]
    assert len(headings) == len(set(headings)), "no section twice"
    said = str(acta)
    for known in ("Debilidades y fortalezas", agreement.text, agreement.number, scene.organization.name, NAME):
        assert known in said
    assert absent.organization.name in said and said.count("Lo acordado") == 1


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


@pytest.mark.parametrize(
    ("state", "error"), [("in_review", InReview), ("approved", InReview), ("published", AlreadyPublished)]
)
def test_what_left_the_draft_is_not_edited(scene, logged_in, written, state, error):
    minutes_version(scene.meeting, state=state)
    client = logged_in(scene.coordinator)
    assert client.get(address(scene, "edit")).status_code == 302
    refused = save(client, scene, "Cambiado después", 1)
    assert refused.status_code == 409 and "Cambiado después" in refused.content.decode(), "nothing typed is lost"
    with pytest.raises(error):
        services.save_minutes(scene.meeting, "Cambiado después", 1, actor=scene.coordinator)
    assert Minutes.objects.get().text == written.text


@pytest.mark.parametrize("state", ["in_review", "approved", "published"])
@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE meetings_minutes SET text = 'otro'",
        "UPDATE meetings_minutes SET state = 'draft', text = 'otro'",
        "UPDATE meetings_minutes SET published_at = now() - interval '1 year', current_id = NULL",
        "DELETE FROM meetings_minutes",
    ],
)
def test_the_database_itself_keeps_them(scene, written, as_application_role, attempt, state):
    minutes_version(scene.meeting, state=state)
    with pytest.raises((InternalError, IntegrityError)), as_application_role() as cursor:
        cursor.execute(attempt)
    assert Minutes.objects.get().text == written.text and Minutes.objects.get().state == state


def test_published_minutes_are_no_draft_again(scene, written, as_application_role):
    minutes_version(scene.meeting)
    with pytest.raises(InternalError, match="Invalid transition"), as_application_role() as cursor:
        cursor.execute("UPDATE meetings_minutes SET state = 'draft'")
    with pytest.raises(InternalError, match="published minutes"), as_application_role() as cursor:
        cursor.execute("UPDATE meetings_minutes SET text = 'otro'")


def test_a_draft_may_still_be_changed_in_the_database(written):
    with transaction.atomic():
        Minutes.objects.update(text="otro")
    assert Minutes.objects.get().text == "otro"


class TestSavedAsTheyAreWritten:
    def autosave(self, client, scene, text: str, lock_version: int):
        return client.post(address(scene, "autosave"), {"text": text, "lock_version": lock_version})

    def test_each_save_gives_the_next_version(self, scene, logged_in):
        client = logged_in(scene.coordinator)
        assert self.autosave(client, scene, "Uno\r\ndos", 0).json() == {"lock_version": 1}
        assert self.autosave(client, scene, "Uno\ndos\ntres", 1).json() == {"lock_version": 2}
        assert Minutes.objects.get().text == "Uno\ndos\ntres"

    def test_a_stale_one_gets_the_other_text_and_overwrites_nothing(self, scene, logged_in, written):
        answer = self.autosave(logged_in(scene.coordinator), scene, "Mío", 0)
        assert answer.status_code == 409 and answer.json() == {"theirs": written.text, "lock_version": 1}
        assert Minutes.objects.get().text == written.text

    def test_what_stands_says_so(self, scene, logged_in, written):
        minutes_version(scene.meeting, state="in_review")
        answer = self.autosave(logged_in(scene.coordinator), scene, "Mío", 1)
        assert answer.status_code == 409 and answer.json() == {"words": str(InReview.words)}

    def test_bad_input_is_said_in_words(self, scene, logged_in):
        answer = self.autosave(logged_in(scene.coordinator), scene, "x" * 200_001, 0)
        assert answer.status_code == 400 and "200" in answer.json()["words"] and not Minutes.objects.exists()


@pytest.mark.parametrize(("who", "status"), REFUSED)
def test_representatives_do_not_write(scene, logged_in, written, who, status):
    user = getattr(scene, who, status)
    client = logged_in(user)
    assert save(client, scene, "Ajeno", 1).status_code == status
    assert client.get(address(scene, "edit")).status_code == status
    for name in ("preview", "autosave"):
        assert client.post(address(scene, name), {"text": "x", "lock_version": 1}).status_code == status
    with pytest.raises(PermissionDenied):
        services.save_minutes(scene.meeting, "Ajeno", 1, actor=user)
    assert Minutes.objects.get().text == written.text


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
