"""A plan of 478 activities, as it was published: imports, opens, is written, printed and compared without waiting."""

import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.models import PlanVersion, VersionItem
from actionplans.presentation.parts import at
from actionplans.services import imports, plans, publication, review
from tests import factories as make
from tests.actionplans.test_import import DATA, blank, started  # noqa: F401 (a fixture)
from tests.actionplans.test_parts import first_load

FILE = DATA / "plan_grande_es.csv"
ANSWERS = {"title_line": "Línea", "title_objective": "Objetivo", "belongs": "activity", "separator": "one"}
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FILE.exists(), reason="the large plan is not here"),
]


class Timed:
    """Pages of one reader, each with what it may cost: seconds of CPU (several times what it takes), queries."""

    def __init__(self, client: Client):
        self.client, self.slow = client, []

    def __call__(self, path: str, seconds: float, queries: int, data: dict | None = None) -> str:
        begun = time.process_time()
        with CaptureQueriesContext(connection) as seen:
            answer = self.client.post(path, data) if data is not None else self.client.get(path)
        took = time.process_time() - begun
        assert answer.status_code == (200 if data is None else 302), path
        if took > seconds or len(seen) > queries:
            self.slow.append(f"{path}: {took:.2f} s of {seconds}, {len(seen)} queries of {queries}")
        return answer.content.decode(errors="replace")


def address(name: str, *args: int) -> str:
    return reverse(f"actionplans:{name}", args=args)


def test_by_page(blank, writer, asked, representatives, logged_in):  # noqa: F811
    timed = Timed(logged_in(writer))
    current = started(blank, writer, FILE.read_bytes(), questions=ANSWERS, organizations={"*": "new:authority"})
    page = timed(current.get_absolute_url(), 5, 50)
    assert not imports.read_import(current).tree.problems
    token = page.partition('name="token" value="')[2].partition('"')[0]
    timed(current.get_absolute_url(), 5, 40, {"token": token, "final": "1"})
    rows = VersionItem.objects.filter(version=blank, item__kind="activity").order_by("pk")
    assert rows.count() == 478
    row = rows[100]
    for name, seconds in [("version_edit", 1), ("version_detail", 1), ("version_pdf", 3), ("version_xlsx", 1)]:
        timed(address(name, blank.pk), seconds, 12)
    timed(f"{address('version_edit', blank.pk)}?row={row.pk}", 1.5, 10)
    timed(address("item_update", row.pk), 1, 10)
    timed(f"{address('item_create', blank.pk)}?kind=activity&parent={row.parent_id}", 1, 12)
    timed(address("item_place", row.pk), 1.5, 12)
    for name in ("version_edit", "version_detail"):
        first_load(timed.client, address(name, blank.pk))
        first_load(timed.client, at(address(name, blank.pk), row.item.uid))
    first_load(timed.client, f"{address('version_edit', blank.pk)}?row={row.pk}")
    first_load(timed.client, address("item_update", row.pk))
    timed(address("item_move", row.pk), 1, 16, {"to": "up"})
    timed(address("item_duplicate", row.pk), 1, 24, {})
    version = review.open_review(PlanVersion.objects.get(pk=blank.pk), asked, make.in_a_week(), actor=writer)
    timed(address("review", version.pk), 1.5, 12)
    published = publication.publish(PlanVersion.objects.get(pk=version.pk), actor=writer)
    draft = plans.new_version(published.plan, actor=writer)
    VersionItem.objects.filter(version=draft, item__kind="activity").update(text="Otras palabras en todas partes")
    review.open_review(draft, asked, make.in_a_week(), actor=writer)
    timed(address("compare", published.pk, draft.pk), 1.5, 12)
    timed(f"{address('compare', published.pk, draft.pk)}?all=1", 2, 12)
    reader = Timed(logged_in(representatives[0]))
    reader(address("review", draft.pk), 3, 20)
    for name, seconds in [("version_pdf", 3), ("version_docx", 2), ("version_xlsx", 1)]:
        reader(address(name, published.pk), seconds, 14)
    for path in (address("review", draft.pk), at(address("review", draft.pk), row.item.uid)):
        first_load(reader.client, path)
    first_load(timed.client, address("compare", published.pk, draft.pk))
    for name in ("plan_detail", "plan_progress", "plan_timeline"):
        first_load(reader.client, address(name, published.plan_id))
    assert not timed.slow + reader.slow, "\n".join(timed.slow + reader.slow)
