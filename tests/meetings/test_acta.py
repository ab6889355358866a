"""The acta on paper and in Word, read back and compared with the database; the real minutes taken in."""

import datetime
import io
import re
from pathlib import Path

import docx
import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from docx.table import Table
from pypdf import PdfReader

from meetings.models import AgendaItem, Agreement, Attendance, Meeting, Minutes, ReviewedCommitment
from meetings.presentation.blocks import blocks
from meetings.services.minutes import start_correction
from members.models import Person, User
from tests import factories as make

REAL = Path(__file__).parents[3] / "shared" / "data" / "actas_reales.md"
TEXT = "## Lo tratado\n\nSe habló de **rutas** y *plazos*.\n\n- Uno\n  1. Primero\n  2. Segundo\n- Dos\n"


@pytest.fixture
def people(db) -> list[User]:
    return [make.representative() for _n in range(4)]


@pytest.fixture
def meeting(people):
    organizations = [user.person.organization for user in people]
    body = make.BodyFactory(organizations=organizations, quorum=2, chair=organizations[0])
    made = make.MeetingFactory(body=body, city="Pasto", convened_by="La secretaría")
    statuses = ("present", "remote", "excused", "unexcused")
    for user, status in zip(people, statuses, strict=True):
        make.AttendanceFactory(meeting=made, person=user.person, status=status)
    guest = make.PersonFactory(organization=make.StakeholderFactory())
    make.AttendanceFactory(meeting=made, person=guest, capacity="guest", status="present")
    AgendaItem.objects.create(meeting=made, order=1, title="Apertura")
    make.AgreementFactory(meeting=made, owner=organizations[0], owner_person=people[0].person, sequence=1)
    Minutes.objects.create(meeting=made, text=TEXT)
    return made


def read(kind: str, data: bytes) -> str:
    if kind == "pdf":
        return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())
    page = docx.Document(io.BytesIO(data))
    words = []
    for one in page.iter_inner_content():  # in the order of the document
        words += [cell.text for row in one.rows for cell in row.cells] if isinstance(one, Table) else [one.text]
    return " ".join(" ".join(words).split())


def file(client, meeting, kind: str, **query):
    return client.get(reverse("meetings:minutes_file", args=[meeting.pk, kind]), query)


@pytest.fixture
def whole(meeting, people):
    """With all that an acta may say: chair, secretary, end, previous acta, earlier commitments, next meeting."""
    earlier = make.MeetingFactory(body=meeting.body, starts_at=meeting.starts_at - datetime.timedelta(days=30))
    old = make.AgreementFactory(meeting=earlier, text="Lo prometido antes", state="in_progress")
    form = {
        "chair": people[0].person.pk,
        "secretary": people[1].person.pk,
        "ended": "13:30",
        "previous": earlier.pk,
        "previous_decision": "changed",
        "previous_words": "Se corrigió un apellido",
        "next_day": "2018-05-11",
        "next_hour": "10:00",
        f"said-{old.pk}": "Falta la mitad",
    }
    client = Client()
    client.force_login(make.coordinator())
    assert client.post(reverse("meetings:proceedings", args=[meeting.pk]), form).status_code == 302
    meeting.agreements.get().partners.add(people[2].person.organization)
    return Meeting.objects.get(pk=meeting.pk)


ORDER = {
    "es": [
        "Acta",
        "Instancia",
        "planeación",
        "Lugar",
        "Inicio",
        "9:00",
        "Terminación",
        "13:30",
        "Convocadas",
        "4 organizaciones",
        "Preside",
        "Asistencia",
        "Quienes estuvieron",
        "Personas invitadas y observadoras",
        "Ausentes con excusa",
        "Ausentes sin excusa",
        "Aprobación del acta anterior",
        "aprobada con cambios",
        "Se corrigió un apellido",
        "Revisión de los compromisos anteriores",
        "Lo prometido antes",
        "en curso: Falta la mitad",
        "Orden del día",
        "Apertura",
        "Lo tratado",
        "rutas",
        "Acuerdos",
        "Preparar una propuesta",
        "24 ago 2018",
        "Próxima reunión",
        "11 may 2018, 10:00",
        "Firmas",
    ],
    "en": ["Minutes", "Body", "Began", "Ended", "Convened", "Those present", "Absent with", "Agenda", "Signatures"],
}


@pytest.mark.parametrize("kind", ["pdf", "docx"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_it_has_the_order_of_a_real_one_in_the_language_that_was_chosen(whole, client, kind, language):
    client.force_login(make.coordinator())
    answer = file(client, whole, kind, lang=language)
    assert f"-{language}.{kind}" in answer["Content-Disposition"]
    said, at = read(kind, answer.content), 0
    for words in ORDER[language]:
        at = said.find(words, at)
        assert at >= 0, (words, said)
        at += len(words)


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_each_person_and_date_stands_where_the_database_has_them(whole, people, client, kind):
    client.force_login(make.coordinator())
    said = read(kind, file(client, whole, kind, lang="es").content)
    headings = "Quienes estuvieron|Personas invitadas y observadoras|Ausentes con excusa|Ausentes sin excusa|Aprobación"
    groups = re.split(headings, said)
    names = [user.person.name for user in people]
    guest = Attendance.objects.get(meeting=whole, capacity="guest").person.name
    for group, there in zip(groups[1:5], [names[:2], [guest], names[2:3], names[3:4]], strict=True):
        assert {name for name in [*names, guest] if name in group} == set(there)
    agreement = whole.agreements.get()
    row = said[said.index(agreement.number, said.index("Acuerdos")) :]
    assert agreement.text in row and agreement.owner.name in row and people[0].person.name in row
    assert f"(con {people[2].person.organization.name})" in row
    signed = said[said.index("Firmas") :]
    assert names[0] in signed and names[1] in signed


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_what_is_published_stays_the_same_whatever_changes_later(whole, people, client, kind):
    version = make.minutes_version(whole)
    client.force_login(make.coordinator())
    before = read(kind, file(client, whole, kind).content)
    assert version.content_sha256 in before.replace(" ", "")
    whole.attendances.update(status="unexcused")
    with pytest.raises(IntegrityError), transaction.atomic():
        whole.agreements.update(text="Otra cosa")
    start_correction(version.minutes, "Por esto", actor=make.coordinator())
    whole.agreements.update(text="Otra cosa", due_on="2031-01-31", owner=people[3].person.organization)
    whole.agenda.update(title="Otro punto")
    ReviewedCommitment.objects.update(words="Otra cosa", state="done")
    Agreement.objects.update(state="done")
    Meeting.objects.filter(pk=whole.pk).update(title="Otro título", city="Cali", place="Otro lugar")
    Person.objects.filter(pk=people[0].person.pk).update(name="Nombre de después", position="Otro cargo")
    whole.proceedings.__class__.objects.update(chair=None, ended_at=None, next_at=None)
    assert read(kind, file(client, whole, kind).content) == before
    by_version = client.get(reverse("meetings:minutes_version_file", args=[version.pk, kind]))
    assert read(kind, by_version.content) == before


def test_no_other_language_and_no_other_format(whole, client):
    client.force_login(make.coordinator())
    assert file(client, whole, "pdf", lang="fr").status_code == 404


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_whoever_was_not_invited_signs_for_nobody(whole, people, client, kind):
    make.minutes_version(whole)
    client.force_login(make.representative(organization=people[0].person.organization, role="spokesperson"))
    said = read(kind, file(client, whole, kind).content)
    assert not any(user.person.name in said for user in people) and whole.place not in said and "Secretaría" in said


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_it_says_what_the_database_says(meeting, people, client, kind):
    client.force_login(make.coordinator())
    said = read(kind, file(client, meeting, kind).content)
    agreement = meeting.agreements.get()
    expected = [meeting.number, meeting.title, meeting.body.name, "Pasto", meeting.place, "La secretaría", "Apertura"]
    expected += [agreement.number, agreement.text, "rutas", "plazos", "Segundo", "Borrador"]
    expected += [row.person.name for row in meeting.attendances.select_related("person")]
    expected += [user.person.organization.name for user in people]
    expected += ["2 representantes de 2 organizaciones", "Hay quórum (2)"]
    for words in expected:
        assert words in said, words
    assert said.index("Asistencia") < said.index("Orden del día") < said.index("Firmas")


def test_the_pdf_is_accessible_and_both_speak_english(meeting, client):
    client.force_login(make.coordinator())
    paper = PdfReader(io.BytesIO(file(client, meeting, "pdf").content))
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert str(paper.trailer["/Root"]["/Lang"]).startswith("es")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Attendance" in read("pdf", file(client, meeting, "pdf").content)


class TestWhoReadsWhat:
    def test_a_draft_is_the_secretariats(self, meeting, people, client):
        client.force_login(people[0])
        assert file(client, meeting, "pdf").status_code == 404

    def test_of_published_ones_the_invited_read_all_and_the_body_no_place_and_no_names(self, meeting, people, client):
        make.minutes_version(meeting)
        other = make.representative(organization=people[0].person.organization, role="spokesperson")
        names = [row.person.name for row in Attendance.objects.filter(meeting=meeting).select_related("person")]
        client.force_login(people[0])
        said = read("pdf", file(client, meeting, "pdf").content)
        assert meeting.place in said and all(name in said for name in names)
        client.force_login(other)
        said = read("docx", file(client, meeting, "docx").content)
        assert meeting.place not in said and not any(name in said for name in names)
        assert "Publicada" in said or "Publicado" in said

    def test_not_by_others_not_in_other_formats(self, meeting, client):
        client.force_login(make.representative())
        assert file(client, meeting, "pdf").status_code == 404
        client.force_login(make.coordinator())
        assert file(client, meeting, "exe").status_code == 404


def test_blocks_hold_every_word_and_nothing_is_markup():
    found = blocks(
        "# Título #5 y $x$\n\n1. uno\n2. dos\n   - más\n\n> cita\n\n```\n#set page\n```\n\n[enlace](javascript:x)"
    )
    kinds = [(block.kind, block.depth, block.mark, "".join(run.text for run in block.runs)) for block in found]
    assert ("item", 0, "2.", "dos") in kinds and ("item", 1, "•", "más") in kinds
    text = " ".join(words for *_rest, words in kinds)
    assert all(words in text for words in ("Título #5 y $x$", "cita", "#set page", "enlace"))


@pytest.mark.skipif(not REAL.exists(), reason="the real minutes are not here")
def test_the_real_minutes_are_taken_in_as_a_meeting(meeting, client):
    text = REAL.read_text()
    Minutes.objects.filter(meeting=meeting).update(text=text)
    client.force_login(make.coordinator())
    for kind in ("pdf", "docx"):
        said = read(kind, file(client, meeting, kind).content)
        for line in text.splitlines():
            words = re.sub(r"^[#\-*>\s\d.]+|[*_`|]", "", line).strip()
            if words and "](" not in words and "<" not in words and len(words) < 60:
                assert " ".join(words.split()) in said or kind == "pdf", (kind, words)
