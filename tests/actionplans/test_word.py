"""A version as a Word document, read back."""

import io

import pytest
from django.urls import reverse
from docx import Document

from actionplans import word
from tests import factories as make
from tests.actionplans.contents import content, item, large, organization
from tests.timing import quickest

STATE = {"version_name": "Versión 1", "state_line": "Vigente desde el 20 abr 2018.", "in_force": True}
HASH = "9f2c" * 16


@pytest.fixture
def tree() -> dict:
    activity = item(
        title="Mesa de diálogo",
        text="Proponer una mesa",
        lead=[organization(1)],
        support=[organization(2)],
        ends_on="2018-09-30",
        weight="12.50",
        origins=["2018-01/3"],
        items=[item("indicator", "Mesas celebradas", target="12")],
    )
    objective = item("objective", "Que haya diálogo", items=[activity])
    return content(item("line", "Coordinación con el Estado", items=[objective]))


def written(tree: dict, language: str = "es", **said):
    return Document(io.BytesIO(word.render(tree, language=language, **{**STATE, "sha256": HASH, **said})))


def test_headings_and_tables_say_what_the_plan_says(tree):
    paper = written(tree)
    headings = [(p.style.name, p.text) for p in paper.paragraphs if p.style.name.startswith(("Heading", "Title"))]
    assert [style for style, _ in headings] == ["Title", "Heading 1", "Heading 2"]
    assert "Coordinación con el Estado" in headings[1][1] and "Que haya diálogo" in headings[2][1]
    rows = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert rows[1][0] == "1.1.1" and "Mesa de diálogo\nProponer una mesa" in rows[1][1]
    assert "Organización de ejemplo 01" in rows[1][2] and "Organización de ejemplo 02" in rows[1][2]
    assert "12,5" in rows[1][1] and "2018-01/3" in rows[1][1] and "30" in rows[1][3]
    assert rows[2][0] == "1.1.1.1" and "Mesas celebradas" in rows[2][1]


def test_each_page_has_state_and_fingerprint_and_tables_repeat_their_head(tree):
    paper = written(tree)
    foot = "\n".join(p.text for p in paper.sections[0].footer.paragraphs)
    assert HASH in foot and "Vigente desde el 20 abr 2018." in foot
    assert paper.tables[0].rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert paper.core_properties.title == "Plan de acción de prueba"


def test_in_english_foreign_words_carry_their_language(tree):
    paper = written(tree, "en")
    assert "Responsible" in paper.tables[0].rows[0].cells[2].text
    languages = paper.element.body.xpath(".//w:lang/@w:val")
    assert "es-CO" in languages


def test_words_are_never_markup_and_control_signs_cost_no_file():
    said = written(content(item(title="<w:p/> & {{ x }} \x07\x0b\ud800 fin")))
    assert "<w:p/> & {{ x }}" in said.tables[0].rows[1].cells[1].text


def test_478_activities_in_2_s():
    tree = large(478)
    assert quickest(lambda: word.render(tree, language="es", sha256=HASH, **STATE), under=2, tries=5) < 2


class TestDownload:
    def test_for_representatives(self, logged_in, representatives, published_version):
        response = logged_in(representatives[0]).get(reverse("actionplans:version_docx", args=[published_version.pk]))
        assert response["Content-Disposition"].endswith('-v1.docx"')
        foot = Document(io.BytesIO(response.content)).sections[0].footer
        assert published_version.content_sha256 in "".join(p.text for p in foot.paragraphs)

    def test_drafts_are_for_writers(self, logged_in, representatives, writer, next_draft, client):
        address = reverse("actionplans:version_docx", args=[next_draft.pk])
        assert logged_in(representatives[0]).get(address).status_code == 404
        assert logged_in(make.UserFactory()).get(address).status_code == 404
        assert logged_in(writer).get(address).status_code == 200
        client.logout()
        assert client.get(address).status_code == 302
