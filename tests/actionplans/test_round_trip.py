"""What leaves as a spreadsheet comes back as it was, whatever people wrote."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actionplans import sheet
from actionplans.content import build
from actionplans.models import PlanVersion, Responsibility, VersionItem
from actionplans.services import imports
from actionplans.services.import_organizations import known_organizations
from members.models import Organization
from members.text import normalized
from tests import factories as make
from tests.actionplans.test_import import started

LETTERS = "abñÁ 019=+-@;,|:'\"«»()[]{}<>&%$#/\\_x.😀\u200d"
words = st.text(LETTERS, min_size=1, max_size=30).map(lambda text: " ".join(text.split())).filter(bool)
# As a browser has sent it at times, and as we keep it.
paragraphs = st.tuples(st.sampled_from(["\n", "\r\n"]), st.lists(words, max_size=3)).map(
    lambda drawn: drawn[0].join(drawn[1])
)
# Tags are written with commas between them: none holds one.
names = words.map(lambda text: text.replace(",", "").strip()).filter(bool)
days = st.none() | st.dates(datetime.date(2015, 1, 1), datetime.date(2030, 1, 1))
shares = st.none() | st.decimals(0, 100, places=2)

common = {"title": words, "title_en": st.just("") | words, "text": paragraphs, "text_en": paragraphs}
lines = st.fixed_dictionaries(common | {"weight": shares})
activities = st.fixed_dictionaries(
    common
    | {
        "weight": shares,
        "dates": st.tuples(days, days).map(lambda two: two if None in two else tuple(sorted(two))),
        "area": st.just("") | words,
        "authority_level": st.sampled_from(["", "national", "departmental", "municipal"]),
        "tags": st.lists(names, max_size=3, unique_by=str.casefold),
        "budget": st.none() | st.decimals(0, 10**12, places=2),
        "funder": st.just("") | words,
    }
)
targets = st.dictionaries(st.dates(datetime.date(2015, 1, 1), datetime.date(2030, 1, 1)), words, max_size=3).map(
    lambda found: [{"until": day.isoformat(), "value": found[day]} for day in sorted(found)]
)
indicators = st.fixed_dictionaries(
    common
    | {name: st.just("") | words for name in ("baseline", "unit", "target", "verification")}
    | {"targets": targets, "target_reason": paragraphs}
)
roles = st.lists(
    st.tuples(words, st.sampled_from(["lead", "support"])), max_size=4, unique_by=lambda one: normalized(one[0])
)


def organization(name: str) -> Organization:
    """Of any of those names that mean the same in a file there is one."""
    known = known_organizations().get(normalized(name))
    return Organization.objects.get(pk=known) if known else make.OrganizationFactory(name=name)


def wait_for(activity: VersionItem, before: list[VersionItem]) -> None:
    activity.depends_on = [one.item.uid for one in before]
    activity.save(update_fields=["depends_on"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_export_then_import_is_identity(data, writer):
    draft = PlanVersion.objects.create(plan=make.ActionPlanFactory(), number=1)

    def add(kind: str, fields: dict, parent: VersionItem | None, order: int) -> VersionItem:
        item = make.PlanItemFactory(plan=draft.plan, kind=kind)
        if "dates" in fields:
            fields["starts_on"], fields["ends_on"] = fields.pop("dates")
        return VersionItem.objects.create(version=draft, item=item, parent=parent, order=order, **fields)

    earlier: list[VersionItem] = []
    for n in range(1, data.draw(st.integers(1, 2)) + 1):
        line = add("line", data.draw(lines), None, n)
        for k in range(1, data.draw(st.integers(1, 2)) + 1):
            objective = add("objective", data.draw(lines), line, k)
            for m in range(1, data.draw(st.integers(0, 3)) + 1):
                activity = add("activity", data.draw(activities), objective, m)
                for name, role in data.draw(roles):
                    Responsibility.objects.create(text=activity, organization=organization(name), role=role)
                wait_for(activity, data.draw(st.lists(st.sampled_from(earlier), unique=True)) if earlier else [])
                earlier.append(activity)
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
