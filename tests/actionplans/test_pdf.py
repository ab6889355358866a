"""A version on paper, read back."""

import io
import re

import docx
import pytest
from pypdf import PdfReader

from actionplans import pdf, word
from actionplans.services import review, rules
from tests.actionplans.contents import content, item, large, organization
from tests.timing import quickest

STATE = {"version_name": "Versión 1", "state_line": "Vigente desde el 20 abr 2018.", "in_force": True}
HASH = "9f2c" * 16


def printed(tree: dict, language: str = "es", **said) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.render(tree, language=language, **{**STATE, "sha256": HASH, **said})))


def read(paper: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in paper.pages).split())


@pytest.fixture
def tree() -> dict:
    indicator = item("indicator", "Mesas celebradas", baseline="0", target="12", verification="Actas de la mesa")
    activity = item(
        title="Mesa de diálogo",
        title_en="Round table",
        text="Proponer una mesa",
        text_en="Propose a table",
        lead=[organization(1)],
        support=[organization(2)],
        ends_on="2018-09-30",
        weight="12.50",
        origins=["2018-01/3", "Poca coordinación"],
        items=[indicator],
    )
    objective = item("objective", "Que haya diálogo", items=[activity])
    return content(item("line", "Coordinación con el Estado", text="Con todos los niveles", items=[objective]))


class TestWords:
    def test_every_item_and_what_it_says(self, tree):
        said = read(printed(tree))
        for words in [
            "Plan de acción de prueba",
            "Coordinación con el Estado",
            "Con todos los niveles",
            "Que haya diálogo",
            "Mesa de diálogo",
            "Proponer una mesa",
            "Organización de ejemplo 01",
            "Organización de ejemplo 02",
            "30 sep 2018",
            "12,5",
            "2018-01/3",
            "Poca coordinación",
            "Mesas celebradas",
            "Actas de la mesa",
            "1.1.1.1",
        ]:
            assert words in said, words

    def test_english_where_given_else_spanish(self, tree):
        said = read(printed(tree, "en"))
        assert "Action plan for tests" in said and "Round table" in said and "Propose a table" in said
        assert "Mesa de diálogo" not in said and "Que haya diálogo" in said
        assert "Strategic line 1" in said and "Responsible" in said

    def test_every_page_says_version_state_and_hash(self):
        paper = printed(large(60), state_line="Reemplazada por una posterior.", in_force=False)
        assert len(paper.pages) > 2
        for page in paper.pages:
            said = " ".join(page.extract_text().split())
            assert "Versión 1" in said and "Reemplazada por una posterior." in said and HASH in said
        assert f"{len(paper.pages)} / {len(paper.pages)}" in read(paper)

    def test_a_draft_says_that_it_has_no_hash(self, tree):
        said = read(printed(tree, "en", sha256=""))
        assert "SHA-256" not in said and "Draft without fingerprint" in said

    def test_all_of_478_activities_are_there(self):
        said = read(printed(large(478)))
        assert {int(n) for n in re.findall(r"Actividad (\d+) de coor", said)} == set(range(478))


class TestForm:
    def test_tagged_titled_and_in_its_language(self, tree):
        paper = printed(tree, "en")
        root = paper.trailer["/Root"]
        assert root["/Lang"] == "en" and root["/MarkInfo"]["/Marked"].value
        assert paper.metadata.title == "Action plan for tests" and root["/ViewerPreferences"]["/DisplayDocTitle"].value
        assert b"pdfuaid" in root["/Metadata"].get_data()

    def test_headings_table_headers_and_foreign_words_are_marked(self, tree):
        tags, languages = structure(printed(tree, "en"))
        assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= tags
        assert "es" in languages

    def test_headings_skip_no_level_whatever_the_tree(self):
        odd = content(
            item("objective", "A", items=[item("activity", "B", items=[item("objective", "C")])]), item(title="D")
        )
        assert "C" in read(printed(odd))

    def test_a_plan_without_items(self):
        assert "Plan de acción de prueba" in read(printed(content()))

    def test_the_same_twice_gives_the_same_bytes(self, tree):
        first, second = (pdf.render(tree, language="es", sha256=HASH, **STATE) for _ in range(2))
        assert first == second


class TestHostileWords:
    @pytest.mark.parametrize(
        "words",
        [
            "#panic()",
            "$x$ @nadie *b* _i_ `c` <etiqueta>",
            "= Título",
            '"] #read("/etc/passwd") [',
            "\\ // /* */ {{ }} #{1}",
        ],
    )
    def test_nothing_that_people_wrote_is_markup(self, words):
        fields = {"text": words, "baseline": words, "target": words, "verification": words, "origins": [words]}
        tree = content(
            item("line", words, text=words, items=[item(title=words, lead=[{"id": 1, "name": words}], **fields)]),
            title=words,
        )
        said = read(printed(tree, version_name=words, state_line=words)).replace(" ", "")
        assert said.count(words.replace(" ", "")) >= 10

    @pytest.mark.parametrize("words", ["😀", "漢字", "\x07", "\ufeff", "\u202e", "\ue000", "a\r\nb", "\ud800"])
    def test_signs_that_no_font_has_cost_no_page(self, words):
        said = read(printed(content(item(title=f"antes {words} después"))))
        assert "antes" in said and "después" in said

    def test_missing_signs_are_seen(self):
        assert "antes ▯ después" in read(printed(content(item(title="antes 😀 después"))))


class TestSpeed:
    @pytest.mark.parametrize(("activities", "limit"), [(40, 0.3), (478, 2.0)])
    def test_time(self, activities, limit):
        tree = large(activities)
        assert quickest(lambda: pdf.render(tree, language="es", sha256=HASH, **STATE), under=limit, tries=5) < limit


def structure(paper: PdfReader) -> tuple[set[str], set[str]]:
    """The tags of the document and the languages that they name."""
    tags, languages = set(), set()

    def visit(node) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for one in node:
                visit(one)
        elif isinstance(node, dict):
            tags.add(node.get("/S"))
            languages.add(node.get("/Lang"))
            if "/K" in node:
                visit(node["/K"])

    visit(paper.trailer["/Root"]["/StructTreeRoot"])
    return tags, languages


class TestStances:
    """The last page: every organization that was asked, silence included, and nobody by name."""

    @pytest.fixture
    def answered(self, in_review, asked, representatives, writer):
        dissent = review.take_stance(in_review, asked[0], "dissent", "Falta presupuesto", actor=representatives[0])
        rules.answer_dissent(dissent, "Lo buscamos juntos", actor=writer)
        return in_review

    def test_on_paper(self, answered, asked, representatives):
        said = read(PdfReader(io.BytesIO(pdf.of_version(answered, "es"))))
        for words in ["Falta presupuesto", "Lo buscamos juntos", "sin respuesta", *(one.name for one in asked)]:
            assert words in said
        assert representatives[0].person.name not in said

    def test_in_word(self, answered, asked):
        table = docx.Document(io.BytesIO(word.of_version(answered, "es"))).tables[-1]
        cells = [cell.text for line in table.rows for cell in line.cells]
        assert {one.name for one in asked} <= set(cells)
        assert any("Falta presupuesto" in cell and "Lo buscamos juntos" in cell for cell in cells)

    def test_nobody_asked_nothing_said(self, draft):
        assert "sin respuesta" not in read(PdfReader(io.BytesIO(pdf.of_version(draft, "es"))))
