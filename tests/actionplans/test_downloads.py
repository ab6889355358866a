"""A version as files: PDF, and the JSON whose hash is the version's."""

import hashlib
import io
import json

import pytest
from django.urls import reverse
from pypdf import PdfReader

from actionplans import pdf
from tests import factories as make


def get(client, what: str, version):
    return client.get(reverse(f"actionplans:version_{what}", args=[version.pk]))


class TestPdf:
    def test_in_the_readers_language_with_a_name_that_says_what_it_is(
        self, logged_in, representatives, published_version
    ):
        client = logged_in(representatives[0])
        response = get(client, "pdf", published_version)
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == 'attachment; filename="plan-de-accion-de-prueba-v1.pdf"'
        assert PdfReader(io.BytesIO(response.content)).trailer["/Root"]["/Lang"] == "es"
        client.cookies["django_language"] = "en"
        english = PdfReader(io.BytesIO(get(client, "pdf", published_version).content))
        assert english.trailer["/Root"]["/Lang"] == "en" and english.metadata.title == "Test action plan"

    @pytest.mark.parametrize(
        ("station", "words"),
        [("in_review", "not approved"), ("withdrawn", "never in force"), ("published_version", "In force since")],
    )
    def test_it_says_what_may_be_relied_on(self, request, logged_in, representatives, station, words):
        version = request.getfixturevalue(station)
        client = logged_in(representatives[0])
        client.cookies["django_language"] = "en"
        page = PdfReader(io.BytesIO(get(client, "pdf", version).content)).pages[0].extract_text()
        assert words in page and version.content_sha256 in page

    def test_a_superseded_one_says_so(self, published_version):
        published_version.state = "superseded"
        from_memory = PdfReader(io.BytesIO(pdf.of_version(published_version, "en")))
        assert "Superseded" in from_memory.pages[0].extract_text()

    def test_a_draft_is_the_coordinators(self, logged_in, writer, representatives, draft):
        assert get(logged_in(writer), "pdf", draft).status_code == 200
        assert get(logged_in(representatives[0]), "pdf", draft).status_code == 404


class TestJson:
    def test_its_hash_is_the_versions(self, logged_in, representatives, published_version):
        response = get(logged_in(representatives[0]), "json", published_version)
        assert hashlib.sha256(response.content).hexdigest() == published_version.content_sha256
        assert response["Content-Type"] == "application/json"
        assert response["Content-Disposition"] == 'attachment; filename="plan-de-accion-de-prueba-v1.json"'
        assert json.loads(response.content)["number"] == 1

    def test_a_draft_has_none(self, logged_in, writer, representatives, draft):
        assert get(logged_in(writer), "json", draft).status_code == 404
        assert get(logged_in(representatives[0]), "json", draft).status_code == 404


@pytest.mark.parametrize("what", ["pdf", "json"])
class TestRefusals:
    def test_outsiders_and_strangers(self, client, logged_in, published_version, what):
        assert get(logged_in(make.UserFactory()), what, published_version).status_code == 404
        assert get(client, what, published_version).status_code == 302

    def test_nothing_there(self, logged_in, writer, what):
        address = reverse(f"actionplans:version_{what}", args=[987654321])
        assert logged_in(writer).get(address).status_code == 404
