"""The tree of a version in the reader's language, and how fast its page is made."""

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from actionplans import presentation
from tests.actionplans.contents import content, item, large, organization
from tests.timing import quickest


def only(language="es", **fields) -> dict:
    return presentation.rows(content(item(**fields)), language)[0]


def html(rows: list[dict], language: str = "es") -> str:
    with override(language):
        return render_to_string("actionplans/_tree.html", {"rows": rows})


class TestRows:
    def test_reading_order_codes_and_depths(self):
        tree = content(
            item("line", "A", items=[item("objective", "B", items=[item("activity", "C"), item("activity", "D")])]),
            item("line", "E"),
        )
        rows = presentation.rows(tree, "es")
        assert [(row["code"], row["title"], row["depth"], row["heading"]) for row in rows] == [
            ("1", "A", 0, 2),
            ("1.1", "B", 1, 3),
            ("1.1.1", "C", 2, 4),
            ("1.1.2", "D", 2, 4),
            ("2", "E", 0, 2),
        ]

    def test_the_label_says_the_kind_in_the_readers_language(self):
        assert only("en", kind="line")["label"] == "Strategic line 1"
        assert only("es", kind="indicator")["label"].endswith(" 1")

    def test_english_where_there_is_english(self):
        row = only("en", title="Mesa", title_en="Table", text="Proponer", text_en="Propose")
        assert (row["title"], row["title_lang"], row["text"], row["text_lang"]) == ("Table", "", "Propose", "")

    def test_untranslated_words_stay_and_say_their_language(self):
        row = only("en", title="Mesa", text="Proponer")
        assert (row["title"], row["title_lang"], row["text"], row["text_lang"]) == ("Mesa", "es", "Proponer", "es")

    def test_spanish_readers_get_spanish(self):
        assert only("es", title="Mesa", title_en="Table")["title"] == "Mesa"

    @pytest.mark.parametrize(
        ("starts_on", "ends_on", "english"),
        [
            ("2018-05-01", "2018-09-30", "1 May – 30 Sep 2018"),
            ("2018-05-01", "2020-12-31", "1 May 2018 – 31 Dec 2020"),
            ("2018-05-01", "2018-05-01", "1 May 2018"),
            (None, "2018-09-30", "until 30 Sep 2018"),
            ("2018-05-01", None, "from 1 May 2018"),
            (None, None, ""),
        ],
    )
    def test_days_as_people_say_them(self, starts_on, ends_on, english):
        assert only("en", starts_on=starts_on, ends_on=ends_on)["dates"] == english

    def test_spanish_days(self):
        assert only("es", ends_on="2018-09-30", starts_on="2018-01-02")["dates"] == "2 ene – 30 sep 2018"

    def test_weights_in_the_readers_numbers(self):
        assert only("es", weight="12.50")["weight"].startswith("12,5")
        assert only("en", weight="10.00")["weight"] == "10 %"
        assert only("en")["weight"] == ""

    def test_only_known_facts_are_told(self):
        row = only("en", target="15 of 15", lead=[organization(1), organization(2)])
        assert row["facts"] == [
            ("Leads", "Organización de ejemplo 01 · Organización de ejemplo 02"),
            ("Target", "15 of 15"),
        ]

    def test_origins_with_the_address_where_it_is_given(self):
        tree = content(item(origins=["2018-01/3", "Poca coordinación"]))
        [row] = presentation.rows(tree, "en", origin_urls={"2018-01/3": "/meetings/agreements/3/"})
        assert row["origins"] == [
            ("agreement 2018-01/3", "/meetings/agreements/3/"),
            ("“Poca coordinación” (SWOT)", None),
        ]

    def test_mine_by_name_or_through_what_it_belongs_to(self):
        tree = content(
            item(
                "line", items=[item(lead=[organization(1)], items=[item("indicator")]), item(support=[organization(2)])]
            )
        )

        def mine(*ids):
            return [row["mine"] for row in presentation.rows(tree, "es", organization_ids=frozenset(ids))]

        assert mine(1) == [False, True, True, False]
        assert mine(2) == [False, False, False, True]
        assert mine() == [False] * 4


class TestTree:
    def test_headings_anchors_and_words(self):
        rows = presentation.rows(content(item("line", "Incidencia", uid="u1", items=[item(title="Mesa")])), "es")
        page = html(rows)
        assert 'id="i-u1"' in page
        assert "<h2" in page and "<h3" in page and "Incidencia" in page and "Mesa" in page

    def test_what_people_wrote_is_escaped(self):
        page = html(
            presentation.rows(content(item(title="<b>x</b>", text="<script>", lead=[{"id": 1, "name": "<i>"}])), "es")
        )
        assert "<b>" not in page and "<script>" not in page and "<i>" not in page

    def test_origins_and_links(self):
        tree = content(item(uid="u1", origins=["2018-01/3"]))
        page = html(
            presentation.rows(tree, "en", origin_urls={"2018-01/3": "/a/3/"}, links={"u1": [("2 comments", "/c/")]})
        )
        assert '<a href="/a/3/">agreement 2018-01/3</a>' in page and '<a href="/c/">2 comments</a>' in page

    def test_untranslated_words_carry_their_language(self):
        assert '<span lang="es">Mesa</span>' in html(presentation.rows(content(item(title="Mesa")), "en"), "en")

    def test_478_activities_in_150_ms(self):
        tree = large(478)
        html(presentation.rows(tree, "es"))

        def once() -> None:
            html(presentation.rows(tree, "es", organization_ids=frozenset({3})))

        assert quickest(once, under=0.150) < 0.150
