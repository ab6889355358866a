"""What leaves as a spreadsheet comes back as it was, whatever people wrote."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actionplans import sheet
from actionplans.content import build
from actionplans.models import PlanVersion, Responsibility, VersionItem
from actionplans.services import imports
from tests import factories as make
from tests.actionplans.test_import import started

LETTERS = "abñÁ 019=+-@;,|:'\"«»()[]{}<>&%$#/\\_x.😀\u200d"
words = st.text(LETTERS, min_size=1, max_size=30).map(lambda text: " ".join(text.split())).filter(bool)
paragraphs = st.lists(words, max_size=3).map("\n".join)
# Tags are written with commas between them; in a cell of several, lines and semicolons part them.
names = words.map(lambda text: text.translate({ord(";"): None, ord(","): None}).strip()).filter(bool)
days = st.none() | st.dates(datetime.date(2015, 1, 1), datetime.date(2030, 1, 1))
shares = st.none() | st.decimals(0, 100, places=2)

common = {"title": words, "title_en": st.just("") | words, "text": paragraphs, "text_en": paragraphs}
lines = st.fixed_dictionaries(common | {"weight": shares})
activities = st.fixed_dictionaries(
    common
    | {
        "weight": shares,
        "ends_on": days,
        "area": st.just("") | words,
        "authority_level": st.sampled_from(["", "national", "departmental", "municipal"]),
        "tags": st.lists(names, max_size=3, unique_by=str.casefold),
        "budget": st.none() | st.decimals(0, 10**12, places=2),
        "funder": st.just("") | words,
    }
)
indicators = st.fixed_dictionaries(
    common | {name: st.just("") | words for name in ("baseline", "unit", "target", "verification")}
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_export_then_import_is_identity(data, writer):
    draft = PlanVersion.objects.create(plan=make.ActionPlanFactory(), number=1)

    def add(kind: str, fields: dict, parent: VersionItem | None, order: int) -> VersionItem:
        item = make.PlanItemFactory(plan=draft.plan, kind=kind)
        return VersionItem.objects.create(version=draft, item=item, parent=parent, order=order, **fields)

    for n in range(1, data.draw(st.integers(1, 2)) + 1):
        line = add("line", data.draw(lines), None, n)
        objective = add("objective", data.draw(lines), line, 1)
        for m in range(1, data.draw(st.integers(0, 3)) + 1):
            activity = add("activity", data.draw(activities), objective, m)
            if data.draw(st.booleans()):
                Responsibility.objects.create(text=activity, organization=make.OrganizationFactory(), role="lead")
            add("indicator", data.draw(indicators), activity, 1)
    file = sheet.as_xlsx(build(draft))
    current = started(draft, writer, file)
    reading = imports.read_import(current)
    assert reading.is_ready, (reading.open_questions, reading.tree and reading.tree.problems)
    preview = imports.preview_import(current, reading, actor=writer)
    assert preview.comparison.is_empty, preview.comparison.changes
    assert preview.missing == 0


@pytest.mark.parametrize("text", ["=1+1", "-5", "+57", "@hola", "_x0041_", "1.200", "sí", "N/A", "-"])
def test_words_that_look_like_something_else(text, writer):
    draft = PlanVersion.objects.create(plan=make.ActionPlanFactory(), number=1)
    item = make.PlanItemFactory(plan=draft.plan, kind="line")
    VersionItem.objects.create(version=draft, item=item, order=1, title=text, text=text, text_en=text)
    current = started(draft, writer, sheet.as_xlsx(build(draft)))
    preview = imports.preview_import(current, imports.read_import(current), actor=writer)
    assert preview.comparison.is_empty, preview.comparison.changes
