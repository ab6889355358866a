"""What changed between two contents: by item, place, field and word."""

import copy
import csv
import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actionplans.diff import Comparison, Piece, Status, compare
from actionplans.diff.order import out_of_order
from members.worddiff import pieces
from tests.actionplans.contents import content, item, large, organization
from tests.timing import quickest


def three() -> dict:
    return content(item("line", "L", uid="L", items=[item(uid=uid, title=uid) for uid in "abc"]))


def edited(old: dict, edit) -> dict:
    new = copy.deepcopy(old)
    edit(new["items"])
    return new


def told(comparison: Comparison) -> list[tuple[str, str]]:
    return [(change.uid, change.status.value) for change in comparison.changes]


class TestItems:
    def test_nothing(self):
        comparison = compare(three(), three())
        assert comparison.is_empty and comparison.changes == () and not comparison.summary

    def test_added(self):
        comparison = compare(three(), edited(three(), lambda items: items[0]["items"].insert(1, item(uid="n"))))
        assert told(comparison) == [("n", "added")]
        assert comparison.changes[0].now.code == "1.2" and comparison.changes[0].was is None

    def test_removed_keeps_all_that_it_said(self):
        old = content(item("line", uid="L", items=[item(uid="a", title="Carta", text="A las campañas")]))
        [change] = compare(old, edited(old, lambda items: items[0]["items"].clear())).changes
        assert change.status == Status.REMOVED and change.new is None
        assert (change.old["title"], change.old["text"], change.was.code) == ("Carta", "A las campañas", "1.1")

    def test_removed_stands_where_it_stood(self):
        comparison = compare(
            three(), edited(three(), lambda items: (items[0]["items"].pop(1), rename(items, "a", "c")))
        )
        assert told(comparison) == [("a", "changed"), ("b", "removed"), ("c", "changed")]

    def test_a_branch_goes_with_each_of_its_items(self):
        assert told(compare(three(), content())) == [(uid, "removed") for uid in "Labc"]

    def test_moved_to_another_parent(self):
        old = content(item("line", uid="L", items=[item(uid="a"), item(uid="b")]), item("line", uid="M"))
        [change] = compare(old, edited(old, lambda items: items[1]["items"].append(items[0]["items"].pop(0)))).changes
        assert (change.uid, change.status, change.was.code, change.now.code) == ("a", Status.MOVED, "1.1", "2.1")

    def test_one_item_that_changes_places_marks_one(self):
        to_the_end = edited(three(), lambda items: items[0]["items"].append(items[0]["items"].pop(0)))
        assert told(compare(three(), to_the_end)) == [("a", "reordered")]

    def test_insertion_before_does_not_mark_the_rest(self):
        first = edited(three(), lambda items: items[0]["items"].insert(0, item(uid="n")))
        assert told(compare(three(), first)) == [("n", "added")]


def rename(items: list[dict], *uids: str) -> None:
    for one in items[0]["items"]:
        if one["uid"] in uids:
            one["title"] += " otra vez"


class TestFields:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("title", "Otra"),
            ("title_en", "Another"),
            ("text", "Otro texto"),
            ("text_en", "Another text"),
            ("weight", "12.50"),
            ("starts_on", "2018-06-01"),
            ("ends_on", "2018-09-30"),
            ("baseline", "0"),
            ("target", "15"),
            ("verification", "Actas"),
            ("lead", [organization(2)]),
            ("support", [organization(2)]),
            ("origins", ["2018-01/1"]),
        ],
    )
    def test_every_field_is_compared(self, field, value):
        old = content(item(uid="a"))
        [change] = compare(old, edited(old, lambda items: items[0].update({field: value}))).changes
        assert change.status == Status.CHANGED
        assert [(f.field, f.new) for f in change.fields] == [(field, value)]

    def test_organizations_that_went_and_came(self):
        old = content(item(uid="a", lead=[organization(1), organization(2)]))
        new = content(item(uid="a", lead=[organization(2), organization(3)]))
        [field] = compare(old, new).changes[0].fields
        assert (field.gone, field.come) == ([organization(1)], [organization(3)])

    def test_title_and_period_of_the_plan(self):
        comparison = compare(content(), content(title="Otro plan", ends_on="2021-12-31"))
        assert [f.field for f in comparison.plan] == ["title", "ends_on"] and not comparison.is_empty

    def test_the_number_of_the_version_is_no_change(self):
        assert compare(content(number=1), content(number=2)).is_empty

    def test_moved_and_changed_counts_once(self):
        old = content(item("line", uid="L", items=[item(uid="a")]), item("line", uid="M"))
        new = content(item("line", uid="L"), item("line", uid="M", items=[item(uid="a", title="Otra")]))
        comparison = compare(old, new)
        assert comparison.summary == {Status.CHANGED: 1} and comparison.changes[0].moved


class TestConcerning:
    def test_those_who_answer_or_did(self):
        old = content(item(uid="a", lead=[organization(1)]), item(uid="b", lead=[organization(3)]))
        new = content(item(uid="a", lead=[organization(2)]), item(uid="b", lead=[organization(3)], text="x"))
        comparison = compare(old, new)
        assert [told(comparison.concerning({n})) for n in (1, 2, 3, 4)] == [
            [("a", "changed")],
            [("a", "changed")],
            [("b", "changed")],
            [],
        ]

    def test_an_indicator_concerns_those_of_its_activity(self):
        old = content(item(uid="a", lead=[organization(1)], items=[item("indicator", uid="i")]))
        new = edited(old, lambda items: items[0]["items"][0].update(target="15"))
        assert told(compare(old, new).concerning({1})) == [("i", "changed")]


class TestWords:
    def test_words_that_went_and_came(self):
        assert pieces("una mesa anual de diálogo", "una mesa trimestral de diálogo") == (
            Piece("=", "una mesa "),
            Piece("-", "anual "),
            Piece("+", "trimestral "),
            Piece("=", "de diálogo"),
        )

    def test_from_and_to_nothing(self):
        assert pieces("", "algo") == (Piece("+", "algo"),)
        assert pieces("algo", "") == (Piece("-", "algo"),)

    def test_only_spaces(self):
        assert [p.mark for p in pieces("a b", "a  b")] == ["-", "+"]

    @given(st.text(alphabet="ab .\n", max_size=40), st.text(alphabet="ab .\n", max_size=40))
    def test_both_texts_can_be_read_from_the_pieces(self, old, new):
        def read(*marks: str) -> str:
            return "".join(p.text for p in pieces(old, new) if p.mark in marks)

        assert read("=", "+") == new
        assert read("=", "-").split() == old.split() or "".join(read("=", "-").split()) == "".join(old.split())

    def test_long_texts_stay_fast_and_still_find_the_words(self):
        sentence = "De la mesa de la alianza y de las organizaciones, número {}. "
        old = "".join(sentence.format(n) for n in range(400))
        new = old.replace("número 200", "número doscientos").replace("número 7.", "número siete.")
        assert quickest(lambda: pieces(old, new), under=0.25) < 0.25
        found = pieces(old, new)
        assert [p.text.strip() for p in found if p.mark != "="] == ["7", "siete", "200", "doscientos"]

    def test_the_worst_text_stays_fast(self):
        assert quickest(lambda: pieces("a b " * 5000, "b a a " * 4000), under=0.5) < 0.5


class TestOrder:
    @given(st.permutations(list(range(8))))
    def test_the_rest_rises_and_a_single_move_is_one(self, places):
        out = out_of_order(places)
        rest = [place for place in places if place not in out]
        assert rest == sorted(rest)

    @given(st.integers(0, 11), st.integers(0, 11))
    def test_a_single_move_is_at_most_one(self, take, put):
        places = list(range(12))
        places.insert(put, places.pop(take))
        assert len(out_of_order(places)) == (0 if take == put else 1)


def apply_changes(old: dict, comparison: Comparison) -> dict:
    """The new content, from the old one and the changes alone."""
    new = copy.deepcopy(old)
    new["plan"] |= {field.field: field.new for field in comparison.plan}
    known = {None: {"items": new["items"]}}
    index(new["items"], known)
    for change in comparison.changes:
        if change.old is not None and (change.new is None or change.moved or change.reordered):
            siblings = known[change.was.parent]["items"]
            siblings[:] = [one for one in siblings if one["uid"] != change.uid]
        if change.old is None:
            known[change.uid] = copy.deepcopy(change.new) | {"items": []}
        for field in change.fields:
            known[change.uid][field.field] = copy.deepcopy(field.new)
    placed = [c for c in comparison.changes if c.now and (c.old is None or c.moved or c.reordered)]
    for change in sorted(placed, key=lambda c: c.now.index):
        known[change.now.parent]["items"].insert(change.now.index, known[change.uid])
    return new


def index(items: list[dict], known: dict) -> None:
    for one in items:
        known[one["uid"]] = one
        index(one["items"], known)


def random_edits(tree: dict, rnd: random.Random, edits: int, name: str) -> None:
    """`name` starts the ids of what it adds, so that they are new."""
    for number in range(edits):
        known = {None: {"items": tree["items"]}}
        index(tree["items"], known)
        parent = known[rnd.choice(list(known))]
        children = parent["items"]
        act = rnd.choice(["add", "remove", "order", "move", "field"])
        if act == "add":
            children.insert(rnd.randint(0, len(children)), item(uid=f"{name}{number}", title=str(number)))
        elif not children:
            continue
        elif act == "remove":
            children.pop(rnd.randrange(len(children)))
        elif act == "order":
            rnd.shuffle(children)
        elif act == "field":
            rnd.choice(children).update(
                text=rnd.choice(["", "uno dos", "dos tres"]), lead=[organization(rnd.randint(1, 3))], weight="1.00"
            )
        else:
            taken = children.pop(rnd.randrange(len(children)))
            inside: dict = {}
            index([taken], inside)
            target = known[rnd.choice([uid for uid in known if uid not in inside])]["items"]
            target.insert(rnd.randint(0, len(target)), taken)


class TestProperties:
    @settings(max_examples=300, deadline=None)
    @given(st.integers(0, 2**32), st.integers(0, 25), st.integers(0, 15))
    def test_the_changes_make_the_new_from_the_old(self, seed, size, edits):
        rnd = random.Random(seed)
        old = content()
        random_edits(old, rnd, size, "old")
        new = copy.deepcopy(old)
        random_edits(new, rnd, edits, "new")
        comparison = compare(old, new)
        assert apply_changes(old, comparison) == new
        assert comparison.is_empty == (old == new)
        assert compare(new, new).is_empty


def walk(tree: dict) -> list[dict]:
    known: dict = {}
    index(tree["items"], known)
    return list(known.values())


def seconds(old: dict, new: dict, *, under: float) -> float:
    def once() -> None:
        for change in compare(old, new).changes:
            for field in change.fields:
                assert field.pieces or field.field not in ("title", "text")

    return quickest(once, under=under)


class TestSpeed:
    @staticmethod
    def reworded(tree: dict, every: int) -> dict:
        new = copy.deepcopy(tree)
        for one in [one for one in walk(new) if one["kind"] == "activity"][::every]:
            one["title"] = one["title"].replace("departamentales", "municipales")
            one["text"] = one["text"].replace("trimestral", "mensual").replace("hacerle", "darle el")
        return new

    def test_50_of_1000_in_20_ms(self):
        old = large(1000)
        new = self.reworded(old, 20)
        assert compare(old, new).summary == {Status.CHANGED: 50}
        assert seconds(old, new, under=0.020) < 0.020

    def test_478_of_478_in_300_ms(self):
        old = large(478)
        assert seconds(old, self.reworded(old, 1), under=0.300) < 0.300


DATA = Path(os.environ.get("ALIANZA_TEST_DATA") or Path(__file__).parents[3] / "shared" / "data")


@pytest.mark.skipif(not (DATA / "plan_publicado_a.csv").exists(), reason="the published plans are not here")
class TestPublishedPlans:
    """One real plan as it was published at three dates."""

    @staticmethod
    def read(letter: str) -> dict:
        with (DATA / f"plan_publicado_{letter}.csv").open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
        tree, known = content(), {}
        for row in rows:
            siblings = tree["items"]
            for kind, column in (("line", "commitment"), ("objective", "milestone"), ("indicator", "activity")):
                code = row[f"{column}_code"]
                if not code:
                    break
                if code not in known:
                    title, title_en = row[f"{column}_fr"], row[f"{column}_en"]
                    known[code] = item(kind, title, uid=code, title_en=title_en)
                    siblings.append(known[code])
                if kind == "indicator":
                    known[code]["ends_on"] = f"{row['due_date']}-01" if row["due_date"] else None
                siblings = known[code]["items"]
        return tree

    def test_b_adds_exactly_one_indicator(self):
        comparison = compare(self.read("a"), self.read("b"))
        assert [(c.uid, c.status, c.kind) for c in comparison.changes] == [("C10.2.2", Status.ADDED, "indicator")]

    def test_c_sets_131_dates_and_rewords_one_indicator(self):
        changes = compare(self.read("b"), self.read("c")).changes
        dated = [c for c in changes if any(f.field == "ends_on" for f in c.fields)]
        reworded = [c.uid for c in changes if any(f.field.startswith("title") for f in c.fields)]
        assert {c.status for c in changes} == {Status.CHANGED}
        assert (len(dated), reworded) == (131, ["C02.1.4"])
