"""Minutes written elsewhere become meetings: what is uncertain is asked, then all of it or nothing."""

import datetime
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from meetings.importing.dates import day_in
from meetings.importing.parsing import read
from meetings.models import Agreement, Attendance, Meeting, MinutesIntake
from meetings.services import intakes
from meetings.services.intakes import NotReady
from members.models import OutboxMail, Person
from tests import factories as make

pytestmark = pytest.mark.django_db
REAL = Path(__file__).parents[3] / "shared" / "data" / "actas_reales.md"
TEXT = """# Actas de ejemplo

## Acta 7 · 5 de noviembre de 2024

**Asistentes**

- Ana de Prueba
- Berta Egemplo (Fundación de ejemplo)

Ausentes con excusa:

1. Carla de Muestra

### Desarrollo

Se habló de lo que sigue.

### Acuerdos

- Ana de Prueba -> Enviar la carta, a más tardar el 30 de noviembre de 2024
- Revisar el reglamento

## 19/11/2024

Asistentes:
- Ana de Prueba

Acuerdos:
- Berta Egemplo: no estaba, así que es texto
"""


def test_who_was_merged_is_known_by_the_former_name_too(scene, coordinator):
    body, organization, ana, _berta = scene
    carla = make.PersonFactory(name="Carla de Muestra", organization=organization)
    Person.everyone.filter(pk=carla.pk).update(merged_into=ana, name="Carla de Muestra")
    intake = intakes.start(TEXT, body, actor=coordinator)
    names = {one.name: one for one in intakes.read_intake(intake).names}
    assert names["Carla de Muestra"].who == names["Ana de Prueba"].who == str(ana.pk)


@pytest.fixture
def coordinator():
    return make.coordinator()


@pytest.fixture
def scene(coordinator):
    """Ana and Berta are in the directory, Berta spelt otherwise; Carla isn't."""
    organization = make.OrganizationFactory(name="Fundación de ejemplo")
    ana = make.PersonFactory(name="Ana de Prueba", organization=organization)
    berta = make.PersonFactory(name="Berta Ejemplo", organization=organization)
    body = make.BodyFactory(organizations=[organization])
    return body, organization, ana, berta


def begin(coordinator, body, text=TEXT):
    return intakes.start(text, body, actor=coordinator)


def reading(intake):
    intake.refresh_from_db()
    return intakes.read_intake(intake)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("### 2024-11-05", (2024, 11, 5)),
        ("Acta del 5 de noviembre de 2024", (2024, 11, 5)),
        ("November 2024: 5 nov 2024", (2024, 11, 5)),
        ("Reunión 19/11/2024", (2024, 11, 19)),
        ("Meeting 11/19/2024", (2024, 11, 19)),
        ("4/6/2018", None),
        ("31/02/2018", None),
        ("5 de brumario de 2024", None),
    ],
)
def test_days_are_read_and_never_guessed(text, day):
    assert day_in(text)[0] == (datetime.date(*day) if day else None)


def test_what_the_text_says():
    first, second = read(TEXT)
    assert (first.on, second.on) == (datetime.date(2024, 11, 5), datetime.date(2024, 11, 19))
    assert [(one.name, one.status) for one in first.people] == [
        ("Ana de Prueba", "present"),
        ("Berta Egemplo", "present"),
        ("Carla de Muestra", "excused"),
    ]
    assert first.people[1].remark == "Fundación de ejemplo"
    assert [(one.who, one.due_on) for one in first.agreed] == [
        ("Ana de Prueba", datetime.date(2024, 11, 30)),
        ("", None),
    ]
    assert second.agreed[0].who == "", "only somebody who is named among the people is taken for one"
    assert "Se habló" in first.text and "Se habló" not in second.text


def test_uncertain_things_are_asked_and_nothing_is_written_before(client, coordinator, scene):
    body, organization, ana, berta = scene
    client.force_login(coordinator)
    assert reverse("meetings:intake_create") in client.get(reverse("meetings:meeting_list")).content.decode()
    client.post(reverse("meetings:intake_create"), {"body": body.pk, "text": TEXT})
    intake = MinutesIntake.objects.get()
    first, second, third = reading(intake).names
    assert (first.who, second.who, third.who) == (str(ana.pk), "", "")
    assert str(berta.pk) in dict(second.choices), "misspelt, so it is asked with her as a choice"
    page = client.get(intake.get_absolute_url()).content.decode()
    assert "Berta Ejemplo" in page and "Diga quién es" in page
    with pytest.raises(NotReady):
        intakes.apply(intake, actor=coordinator)
    assert (
        not Meeting.objects.exists()
        and client.post(reverse("meetings:intake_apply", args=[intake.pk])).url == intake.get_absolute_url()
    )
    answers = {"who:1": berta.pk, "who:2": "new", "org:2": organization.pk, "agreed:0:1": "commitment"}
    client.post(intake.get_absolute_url(), answers | {"agreed:1:0": "decision", "title:0": "Título propio"})
    (wrong,) = [item for draft in reading(intake).drafts for item in draft.items if item.problem]
    assert wrong.place == "0:1" and "organización" in wrong.problem
    client.post(intake.get_absolute_url(), {"owner:0:1": organization.pk, "due:0:1": "mal"})
    assert "mal" in client.get(intake.get_absolute_url()).content.decode(), "nothing typed is lost"
    client.post(intake.get_absolute_url(), {"due:0:1": "2024-12-01"})
    client.post(reverse("meetings:intake_apply", args=[intake.pk]))
    held, other = Meeting.objects.order_by("starts_at")
    assert (held.title, held.state, held.body, held.local_start.date()) == (
        "Título propio",
        "convened",
        body,
        datetime.date(2024, 11, 5),
    )
    came = {(row.person.name, row.status, row.organization) for row in held.attendances.select_related("person")}
    assert came == {
        ("Ana de Prueba", "present", organization),
        ("Berta Ejemplo", "present", organization),
        ("Carla de Muestra", "excused", organization),
    }
    letter, rules = held.agreements.order_by("sequence")
    assert (letter.kind, letter.owner, letter.owner_person, letter.due_on) == (
        "commitment",
        organization,
        ana,
        datetime.date(2024, 11, 30),
    )
    assert (rules.owner, rules.due_on, rules.text) == (
        organization,
        datetime.date(2024, 12, 1),
        "Revisar el reglamento",
    )
    assert other.agreements.get().kind == "decision"
    assert "Se habló" in held.minutes.text and not OutboxMail.objects.exists(), "nobody is mailed"


def test_the_papers_say_what_the_database_holds(client, coordinator, scene):
    body, organization, _ana, berta = scene
    intake = begin(coordinator, body)
    intakes.answer(
        intake,
        {"who:1": str(berta.pk), "who:2": "new", "org:2": str(organization.pk), "agreed:*": "decision"},
        actor=coordinator,
    )
    held = intakes.apply(intake, actor=coordinator)[0]
    client.force_login(coordinator)
    pdf, word = (client.get(reverse("meetings:minutes_file", args=[held.pk, kind])).content for kind in ("pdf", "docx"))
    said = {
        "pdf": " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split()),
        "docx": " ".join(words_of(Document(io.BytesIO(word)))),
    }
    for kind, text in said.items():
        for row in Attendance.objects.filter(meeting=held).select_related("person", "organization"):
            assert row.person.name in text and row.organization.name in text, kind
        for one in Agreement.objects.filter(meeting=held):
            assert one.number in text and one.text in text, kind
        assert "30" in text and "nov" in text, kind
        assert text.index("Ana de Prueba") < text.index("Enviar la carta"), kind


def words_of(document) -> list[str]:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [one.text for one in document.paragraphs] + cells


@pytest.mark.skipif(not REAL.exists(), reason="the real minutes aren't here")
def test_the_real_minutes(client, coordinator, scene):
    body, organization, *_known = scene
    for letter in "ABC":
        make.PersonFactory(name=f"Persona {letter}", organization=organization)
    intake = begin(coordinator, body, REAL.read_text())
    found = reading(intake)
    assert [draft.on.isoformat() for draft in found.drafts] == ["2024-11-05", "2024-11-19", "2024-11-28"]
    assert [len(draft.came) for draft in found.drafts] == [3, 5, 5]
    assert [len(draft.items) for draft in found.drafts] == [3, 5, 3]
    asked = {one.name for one in found.names if one.problem}
    assert asked == {"Persona D", "Persona E"}, "whom the directory doesn't know"
    assert next(one for one in found.names if one.name == "Persona D").remark == "nombre mal escrito en el original"
    assert all(item.problem for draft in found.drafts for item in draft.items), (
        "neither owner nor date: asked, not guessed"
    )
    new = {f"who:{one.place}": "new" for one in found.names if one.problem}
    new |= {f"org:{one.place}": str(organization.pk) for one in found.names if one.problem}
    second = {f"agreed:1:{n}": "commitment" for n in range(5)} | {f"due:1:{n}": "2024-11-28" for n in range(5)}
    intakes.answer(intake, new | second | {"agreed:*": "decision"}, actor=coordinator)
    assert reading(intake).is_ready
    meetings = intakes.apply(intake, actor=coordinator)
    assert [one.attendances.present().count() for one in meetings] == [3, 5, 5]
    owners = [one.owner_person.name for one in meetings[1].agreements.order_by("sequence")]
    assert owners == [f"Persona {letter}" for letter in "ADBCE"]
    assert Agreement.objects.filter(kind="decision").count() == 6
    assert Person.objects.filter(name__startswith="Persona ").count() >= 5
    client.force_login(coordinator)
    for one in meetings:
        assert client.get(one.get_absolute_url()).status_code == 200
        text = " ".join(
            page.extract_text()
            for page in PdfReader(
                io.BytesIO(client.get(reverse("meetings:minutes_file", args=[one.pk, "pdf"])).content)
            ).pages
        )
        assert all(row.person.name in text for row in one.attendances.select_related("person"))


def test_a_day_on_which_the_body_has_a_meeting_is_asked(coordinator, scene):
    body = scene[0]
    text = "## 2024-11-05\n\nAcuerdos:\n- Uno\n"
    for _ in range(2):
        intake = begin(coordinator, body, text)
        intakes.answer(intake, {"agreed:*": "decision"}, actor=coordinator)
        if reading(intake).is_ready:
            intakes.apply(intake, actor=coordinator)
    assert Meeting.objects.count() == 1 and "ya" in reading(intake).drafts[0].problem
    intakes.answer(intake, {"again:0": "1"}, actor=coordinator)
    intakes.apply(intake, actor=coordinator)
    assert Meeting.objects.count() == 2


def test_without_a_heading_the_whole_text_is_one_meetings_and_its_day_is_asked(coordinator, scene):
    intake = begin(coordinator, scene[0], "Asistentes:\n- Ana de Prueba\n\nAcuerdos:\n- Algo\n")
    (draft,) = reading(intake).drafts
    assert draft.problem and len(draft.came) == 1
    intakes.answer(intake, {"date:0": "2999-01-01", "agreed:*": "decision"}, actor=coordinator)
    assert reading(intake).drafts[0].problem
    intakes.answer(intake, {"date:0": "2024-11-05"}, actor=coordinator)
    assert reading(intake).is_ready


def test_left_out_meetings_people_and_agreements(coordinator, scene):
    intake = begin(coordinator, scene[0])
    out = {"who:1": "out", "who:2": "out", "agreed:0:1": "out", "skip:1": "1"}
    intakes.answer(intake, out, actor=coordinator)
    (held,) = intakes.apply(intake, actor=coordinator)
    assert held.attendances.count() == 1 and held.agreements.count() == 1


@pytest.mark.django_db(transaction=True)
def test_at_once_is_once():
    actor = make.coordinator()
    intake = begin(actor, make.BodyFactory(), "## 2024-11-05\n\nAcuerdos:\n- Uno\n")
    intakes.answer(intake, {"agreed:*": "decision"}, actor=actor)

    def press(_n) -> str:
        try:
            intakes.apply(intake, actor=actor)
        except intakes.AppliedAlready:
            return "already"
        finally:
            connection.close()
        return "written"

    with ThreadPoolExecutor(5) as together:
        assert sorted(together.map(press, range(5))) == ["already"] * 4 + ["written"]
    assert Meeting.objects.count() == 1


def test_only_those_who_record_meetings(client, coordinator, scene):
    intake = begin(coordinator, scene[0])
    client.force_login(make.representative())
    for address in (reverse("meetings:intake_create"), intake.get_absolute_url()):
        assert client.get(address).status_code == 403
    assert client.post(reverse("meetings:intake_apply", args=[intake.pk])).status_code == 403
    assert reverse("meetings:intake_create") not in client.get(reverse("meetings:meeting_list")).content.decode()


@pytest.mark.parametrize("text", ["", "   ", "x" * 200_001])
def test_bad_input(client, coordinator, scene, text):
    client.force_login(coordinator)
    answer = client.post(reverse("meetings:intake_create"), {"body": scene[0].pk, "text": text})
    assert answer.status_code == 200 and "text" in answer.context["form"].errors


def test_nonsense_posted_is_no_error(client, coordinator, scene):
    intake = begin(coordinator, scene[0])
    client.force_login(coordinator)
    rubbish = {
        "who:0": "999999",
        "who:x": "1",
        "org:0": "x",
        "kind:0": "x",
        "start:0": "99:99",
        "by:0:0": "77",
        "z": "1",
    }
    assert client.post(intake.get_absolute_url(), rubbish | {"agreed:0:0": "x", "shown": "q"}).status_code == 302
    assert client.get(intake.get_absolute_url()).status_code == 200


def test_a_constant_number_of_queries(client, coordinator, scene, django_assert_max_num_queries):
    lines = "".join(f"- Persona ficticia {n}\n" for n in range(60)) + "\nAcuerdos:\n"
    lines += "".join(f"- Acuerdo {n}\n" for n in range(60))
    intake = begin(coordinator, scene[0], f"## 2024-11-05\n\nAsistentes:\n{lines}")
    client.force_login(coordinator)
    for _ in range(2):
        client.get("/")
    with django_assert_max_num_queries(8):
        client.get(intake.get_absolute_url())


@pytest.mark.parametrize("odd", ["9" * 5000, "9" * 18, "²", "x"])
@pytest.mark.parametrize("asked", ["who:1", "org:2", "owner:0:1"])
def test_who_is_in_no_directory_is_not_said(client, coordinator, scene, asked, odd):
    body, organization, _ana, berta = scene
    intake = begin(coordinator, body)
    client.force_login(coordinator)
    answers = {"who:1": berta.pk, "who:2": "new", "org:2": organization.pk, "agreed:0:1": "decision"}
    answers |= {"agreed:1:0": "decision", asked: odd}
    assert client.post(intake.get_absolute_url(), answers).status_code == 302
    assert client.get(intake.get_absolute_url()).status_code == 200
    said = reading(intake)
    if asked == "who:1":
        assert said.names[1].who == "" and said.names[1].problem
    elif asked == "org:2":
        assert said.names[2].organization is None
    else:
        assert said.drafts[0].items[1].owner is None
    assert client.post(reverse("meetings:intake_apply", args=[intake.pk])).status_code == 302
    connection.check_constraints()
