"""The acta on paper and in Word, read back and compared with the database; the real minutes taken in."""

import io
import re
from pathlib import Path

import docx
import pytest
from django.conf import settings
from django.urls import reverse
from pypdf import PdfReader

from meetings.models import AgendaItem, Attendance, Minutes
from meetings.presentation.blocks import blocks
from members.models import User
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
    cells = [cell.text for table in page.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(one.text for one in page.paragraphs), *cells]).split())


def file(client, meeting, kind: str):
    return client.get(reverse("meetings:minutes_file", args=[meeting.pk, kind]))


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
        Minutes.objects.filter(meeting=meeting).update(state="published", published_at="2018-04-10T12:00Z")
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
