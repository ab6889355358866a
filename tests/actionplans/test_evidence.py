"""What proves a report: taken in by what it holds, without what a camera wrote, read by whom it concerns."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from PIL import Image

from actionplans.models import Evidence, ProgressReport
from actionplans.services import evidence, progress
from tests.actionplans.test_progress import (  # noqa: F401
    HALF,
    SAID,
    activity,
    form_of,
    period,
    published,
    report,
)

PDF = b"%PDF-1.7 de prueba"


def photo(kind: str = "JPEG") -> bytes:
    """One that says where it was taken."""
    picture, exif = Image.new("RGB", (40, 30), "red"), Image.Exif()
    exif[0x010E] = "Casa de prueba"
    exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    picture.save(file, kind, exif=exif)
    return file.getvalue()


def upload(data: bytes, name: str = "foto.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_loses_what_the_camera_wrote(kind):
    assert b"Casa de prueba" in photo(kind)
    kept = evidence.from_file(upload(photo(kind)))
    assert b"Casa de prueba" not in kept.data
    again = Image.open(io.BytesIO(kept.data))
    assert (again.size, dict(again.getexif()), kept.content_type) == ((40, 30), {}, f"image/{kind.lower()}")


@pytest.mark.parametrize(
    "data", [b"", b"MZ program", b"<html><script>", b"\xff\xd8\xff broken", b"GIF89a", b"PK\x03\x04 docx"]
)
def test_nothing_else_whatever_it_calls_itself(data):
    with pytest.raises(evidence.UnusableFile):
        evidence.from_file(upload(data, "foto.jpg"))


def test_not_too_large(settings):
    settings.EVIDENCE_MAX_BYTES = 10
    with pytest.raises(evidence.FileTooLarge):
        evidence.from_file(upload(PDF))


def test_a_picture_of_too_many_points_is_not_unfolded(monkeypatch):
    monkeypatch.setattr(evidence, "MOST_PIXELS", 100)
    with pytest.raises(evidence.FileTooLarge):
        evidence.from_file(upload(photo()))


def test_with_the_report_by_its_form(period, activity, asked, representatives, logged_in):  # noqa: F811
    data = SAID | {"link": "https://ejemplo.example/acta", "file": upload(PDF, "acta.pdf")}
    answer = logged_in(representatives[0]).post(form_of(period, activity, asked[0]), data)
    assert answer.status_code == 302
    kept = ProgressReport.objects.get().evidence.all()
    assert [(one.url, one.name) for one in kept] == [("https://ejemplo.example/acta", ""), ("", "acta.pdf")]


def test_a_wrong_file_keeps_the_words(period, activity, asked, representatives, logged_in):  # noqa: F811
    data = SAID | {"file": upload(b"MZ", "virus.exe")}
    page = logged_in(representatives[0]).post(form_of(period, activity, asked[0]), data)
    assert "Elija un PDF o una imagen" in page.content.decode()
    assert SAID["words"] in page.content.decode()
    assert not ProgressReport.objects.exists()


@pytest.fixture
def kept(period, activity, asked, representatives) -> Evidence:  # noqa: F811
    proof = evidence.from_file(upload(PDF, "acta.pdf"))
    progress.submit_report(period, activity.item, asked[0], **SAID, evidence=[proof], actor=representatives[0])
    return Evidence.objects.get()


def test_who_may_read_it(kept, representatives, writer, logged_in):
    path = reverse("actionplans:evidence", args=[kept.pk])
    assert logged_in(representatives[1]).get(path).status_code == 404
    for reader in (representatives[0], writer):
        answer = logged_in(reader).get(path)
        assert answer.content == PDF
        assert answer["Content-Disposition"] == 'attachment; filename="acta.pdf"'
        assert answer["Content-Security-Policy"] == "sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
    progress.accept_report(kept.report, actor=writer)
    assert logged_in(representatives[1]).get(path).status_code == 200


def test_it_stays_what_it_is(kept):
    with pytest.raises(DatabaseError), transaction.atomic():
        Evidence.objects.filter(pk=kept.pk).update(name="otra.pdf")
    with pytest.raises(DatabaseError), transaction.atomic():
        kept.delete()
