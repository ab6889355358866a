"""The public page that tells the published plan from what only looks like it."""

import datetime
import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from actionplans import pdf, word
from actionplans.content import content_of, without_origins
from actionplans.services import plans, publication, review

ADDRESS = "/plans/verify/"
UNKNOWN = "Esta no es ninguna versión que se haya publicado aquí"


@pytest.fixture
def in_review(draft, asked, writer):
    return review.open_review(draft, asked, timezone.now() + datetime.timedelta(days=7), actor=writer)


@pytest.fixture
def published(in_review, writer):
    return publication.publish(in_review, actor=writer)


def ask(client, **given) -> str:
    return client.post(ADDRESS, given).content.decode()


def file(data: bytes, name: str = "plan.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.mark.parametrize("form", ["{}", " SHA-256 {} ", "{:.12}", "{:.40}"])
def test_a_fingerprint(client, published, form):
    shown = ask(client, hash=form.format(published.content_sha256))
    assert "vigente" in shown and published.content_sha256 in shown


def test_by_a_link_too(client, published):
    shown = client.get(ADDRESS, {"hash": published.content_sha256}).content.decode()
    assert "La huella es correcta" in shown


def test_the_file_as_it_is_and_prettily_printed(client, published):
    pretty = json.dumps(json.loads(published.content), indent=4).encode()
    for data in (published.content.encode(), pretty):
        assert "La huella es correcta" in ask(client, file=file(data))


def test_one_letter_less_is_unknown(client, published):
    changed = published.content.replace("Actividad", "Activida", 1).encode()
    assert UNKNOWN in ask(client, file=file(changed))


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_pdf_as_it_was_given_out_is_proved_to_the_byte(client, published, language):
    assert "byte por byte" in ask(client, file=file(pdf.of_version(published, language), "plan.pdf"))


def test_so_is_what_a_stakeholder_got_before_it_was_superseded(client, published, asked, writer):
    theirs = pdf.render(without_origins(content_of(published)), language="es", **pdf.said_of(published))
    supersede(published, asked, writer)
    shown = ask(client, file=file(theirs, "plan.pdf"))
    assert "byte por byte" in shown and "reemplazada" in shown.lower()


def test_an_altered_pdf_is_only_heard_and_not_believed(client, published):
    altered = pdf.of_version(published, "es").replace(b"/Title", b"/Titel", 1)
    shown = ask(client, file=file(altered, "plan.pdf"))
    assert published.content_sha256 in shown
    assert "La huella es correcta" not in shown and "byte por byte" not in shown and "no es el archivo" in shown


def test_files_without_end_are_stopped(client, published, settings):
    settings.ACCOUNT_RATE_LIMITS = {"verify_file": "2/10m/ip"}
    answers = [client.post(ADDRESS, {"file": file(b"{}")}) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert "dentro de diez minutos" in answers[2].content.decode()
    assert client.get(ADDRESS, {"hash": published.content_sha256}).status_code == 200


def supersede(published, asked, writer) -> None:
    new = plans.new_version(published.plan, actor=writer)
    review.open_review(new, asked, timezone.now() + datetime.timedelta(days=7), actor=writer)
    publication.publish(new, actor=writer)


def test_superseded_is_said(client, published, asked, writer):
    supersede(published, asked, writer)
    assert "reemplazada" in ask(client, hash=published.content_sha256).lower()


def test_what_is_in_review_is_as_unknown_as_what_never_was(client, in_review):
    def answer(fingerprint: str) -> str:
        return ask(client, hash=fingerprint).replace(fingerprint, "").partition("<main")[2]

    assert UNKNOWN in answer(in_review.content_sha256)
    assert answer(in_review.content_sha256) == answer("0" * 64)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Escriba la huella, o elija el archivo"),
        ({"hash": "xyz"}, "12 a 64"),
        ({"hash": "abc"}, "12 a 64"),
    ],
)
def test_bad_input_is_said(client, given, words):
    shown = ask(client, **given) if given else client.post(ADDRESS, {"hash": ""}).content.decode()
    assert words in shown


@pytest.mark.django_db
@pytest.mark.parametrize("data", [b"\x00\xff", b"%PDF-1.7 nothing", b"[" * 100_000, b"NaN", b'{"a": 1e999}'])
def test_files_that_are_none_of_ours(client, data):
    assert UNKNOWN in ask(client, file=file(data))


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_what_is_there_to_be_worked_on_says_which_version_it_is_and_proves_nothing(client, published, writer, kind):
    client.force_login(writer)
    given_out = client.get(f"/plans/versions/{published.pk}/{kind}/").content
    client.logout()
    shown = ask(client, file=file(given_out, f"plan.{kind}"))
    assert published.content_sha256 in shown and "no prueba nada" in shown
    assert "La huella es correcta" not in shown and "byte por byte" not in shown


def test_the_spreadsheet_of_a_draft_claims_nothing(client, draft, writer):
    client.force_login(writer)
    given_out = client.get(f"/plans/versions/{draft.pk}/xlsx/").content
    assert UNKNOWN in ask(client, file=file(given_out, "plan.xlsx"))


def test_a_word_file_of_what_is_in_review_is_unknown(client, in_review):
    assert UNKNOWN in ask(client, file=file(word.of_version(in_review, "es"), "plan.docx"))


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("docProps/core.xml", b" " * 50_000_000)
    return made.getvalue()


@pytest.mark.django_db
def test_an_archive_is_not_unpacked(client):
    assert UNKNOWN in ask(client, file=file(bomb(), "plan.xlsx"))
    assert UNKNOWN in ask(client, file=file(b"PK\x03\x04 broken", "plan.docx"))
