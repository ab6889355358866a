"""A long plan is read, written and reviewed in parts: no first page of it is heavy, and every link leads to its row."""

import gzip
import html
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from actionplans.models import PlanItem, PlanVersion, Responsibility, VersionItem
from actionplans.presentation.parts import at
from actionplans.services import comments, plans, publication, review
from actionplans.services.share import share_with
from members.tokens import token_for
from tests import factories as make

pytestmark = pytest.mark.django_db
HEAVIEST = 40 * 1024
WORDS = [f"palabra{n * 7919 % 977}" for n in range(400)]  # that doesn't compress too well


def address(name: str, *args) -> str:
    return reverse(f"actionplans:{name}", args=args)


def first_load(client, path: str) -> str:
    """The page, once it is sure that it is light with all that it loads."""
    page = client.get(path).content.decode()
    found = re.findall(r'(?:src|href)="/static/([^"]+?)"', page)
    assets = [re.sub(r"\.[0-9a-f]{12}\.", ".", name) for name in found]
    sizes = [len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in assets]
    assert len(gzip.compress(page.encode(), 6)) + sum(sizes) <= HEAVIEST, path
    return page


def add(version: PlanVersion, kind: str, parent: VersionItem | None, count: int, text: str = "") -> list[VersionItem]:
    items = PlanItem.objects.bulk_create(PlanItem(plan_id=version.plan_id, kind=kind) for _n in range(count))
    begun = VersionItem.objects.filter(version=version, parent=parent).count()
    return VersionItem.objects.bulk_create(
        VersionItem(
            version=version,
            item=item,
            parent=parent,
            order=begun + n,
            title=f"{kind} {n} {' '.join(WORDS[n % 390 : n % 390 + 5])}",
            text=text and " ".join(WORDS[n % 350 : n % 350 + 30]),
        )
        for n, item in enumerate(items, start=1)
    )


@pytest.fixture
def long(draft) -> dict[str, list[VersionItem]]:
    """Besides what the draft holds: a line of twenty small objectives, and one objective that fills several parts."""
    [line] = add(draft, "line", None, 1)
    objectives = add(draft, "objective", line, 20)
    few = [row for one in objectives for row in add(draft, "activity", one, 6, "text")]
    [large] = add(draft, "objective", line, 1)
    many = add(draft, "activity", large, 300, "text")
    return {"few": few, "many": many, "heads": [line, *objectives, large]}


def test_the_first_page_says_what_there_is(draft, long, writer, logged_in):
    for name in ("version_edit", "version_detail"):
        page = first_load(logged_in(writer), address(name, draft.pk))
        assert "21 objetivos, 420 actividades" in page and "300 actividades" in page
        for head in long["heads"]:
            assert f"?at={head.item.uid}#i-{head.item.uid}" in page
        assert long["many"][0].text[:60] not in page and long["many"][5].title not in page


@pytest.mark.parametrize("name", ["version_edit", "version_detail"])
def test_every_row_is_in_one_part_and_its_address_opens_it(draft, long, writer, logged_in, name):
    client, path = logged_in(writer), address(name, draft.pk)
    page, seen, ways = first_load(client, path), [], 0
    way = re.search(r'href="([^"]+\?at=[^"]+)"', page)[1]
    while way:
        page = first_load(client, way)
        seen += re.findall(r'<section class="item [^"]*" id="i-([0-9a-f-]+)"', page)
        following = re.search(r'href="([^"]+)">[^<]+ →</a>', page)
        way, ways = following and following[1], ways + 1
    assert len(seen) == len(set(seen)) == draft.items.count() and 4 < ways < 20
    for row in (long["few"][50], long["many"][150], long["many"][-1]):
        page = first_load(client, at(path, row.item.uid))
        assert f'id="i-{row.item.uid}"' in page and row.parent.title in page and row.parent.parent.title in page


def test_all_of_it_to_print_and_nonsense_is_the_outline(draft, long, writer, logged_in):
    client, path = logged_in(writer), address("version_detail", draft.pk)
    page = client.get(f"{path}?all=1").content.decode()
    assert page.count('<section class="item') == draft.items.count() and 'id="outline"' not in page
    for nonsense in ("x", "0", str(draft.items.first().pk), "%00"):
        assert 'id="outline"' in client.get(path, {"at": nonsense}).content.decode()


def test_a_short_plan_stays_whole(draft, writer, logged_in):
    for name in ("version_edit", "version_detail"):
        for asked in ("", "?at=x", "?all=1"):
            page = logged_in(writer).get(address(name, draft.pk) + asked).content.decode()
            assert 'id="outline"' not in page and page.count('<section class="item') == draft.items.count()


def test_writing_leads_back_to_the_part_with_the_row(draft, long, writer, logged_in):
    client, row = logged_in(writer), long["many"][200]
    page = first_load(client, f"{address('version_edit', draft.pk)}?row={row.pk}")
    assert f'value="{row.title}"' in page and f'action="{address("item_quick", row.pk)}"' in page
    typed = {"title": "Otro título", "weight": "7", "lock_version": row.lock_version}
    answer = client.post(address("item_quick", row.pk), typed)
    assert answer.url == at(address("version_edit", draft.pk), row.item.uid)
    assert "Otro título" in client.get(answer.url).content.decode()
    for name, data in (("item_move", {"to": "up"}), ("item_duplicate", {}), ("item_delete", {})):
        answer = client.post(address(name, long["many"][100].pk), data)
        shown = client.get(answer.url).content.decode()
        assert f'id="{answer.url.partition("#")[2]}"' in shown and "<form" in shown, name


def test_what_was_typed_stays_where_something_is_wrong_or_another_row_moves(draft, long, writer, logged_in):
    client, row = logged_in(writer), long["many"][200]
    typed = {"title": "Lo que escribí", "weight": "700", "lock_version": row.lock_version}
    answer = client.post(address("item_quick", row.pk), typed)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Lo que escribí" in page and page.count('<section class="item') < 200
    assert f'href="{address("version_edit", draft.pk)}?at=' in page  # not below the address that was posted to
    other = long["many"][201]
    answer = client.post(f"{address('item_move', other.pk)}?open={row.pk}", typed | {"to": "down"})
    assert "Lo que escribí" in answer.content.decode()


def test_what_waits_for_a_hand_is_linked_from_the_outline(draft, long, asked, writer, representatives, logged_in):
    row, head = long["many"][150], long["heads"][3]
    VersionItem.objects.filter(parent=head).update(weight=10)
    in_review = review.open_review(draft, asked, make.in_a_week(), actor=writer)
    comments.add_comment(in_review, row.item, asked[0], "Falta el plazo", actor=representatives[0])
    page = first_load(logged_in(writer), address("review", draft.pk))
    linked = f'href="{at(address("review", draft.pk), row.item.uid)}">1 comentario abierto'
    assert linked in page
    review.withdraw_review(in_review, actor=writer)
    again = plans.new_version(in_review.plan, actor=writer)
    page = first_load(logged_in(writer), address("version_edit", again.pk))
    assert f'href="{at(address("version_edit", again.pk), row.item.uid)}">1 comentario abierto' in page
    assert f'href="{at(address("version_edit", again.pk), head.item.uid)}">Los pesos' in page


def test_a_review_of_it_and_what_changed(draft, long, asked, writer, representatives, logged_in):
    review.open_review(draft, asked, make.in_a_week(), actor=writer)
    published = publication.publish(PlanVersion.objects.get(pk=draft.pk), actor=writer)
    again = plans.new_version(published.plan, actor=writer)
    VersionItem.objects.filter(version=again, item__kind="activity").update(text=" ".join(WORDS[100:160]))
    review.open_review(again, asked, make.in_a_week(), actor=writer)
    reader, path = logged_in(representatives[0]), address("review", again.pk)
    page = first_load(reader, path)
    assert "cambios no están en esta página" in page and 'id="outline"' in page
    row = long["many"][150]
    page = first_load(reader, at(path, row.item.uid))
    assert f'id="i-{row.item.uid}"' in page and '<details class="stack whole" open>' in page
    assert page.count('class="item change') == 0 and f'href="{path}#changes"' in page
    assert reader.get(f"{path}?all=1").content.decode().count('class="item change') == 422
    first_load(reader, address("compare", again.pk, published.pk))
    timeline = first_load(reader, address("plan_timeline", published.plan_id))
    assert "1–120 de 422" in timeline and "?page=2" in timeline


def test_the_forms_of_one_of_its_items_are_light(draft, long, writer, logged_in):
    client, row = logged_in(writer), long["many"][100]
    for name in ("item_update", "item_place", "item_paste"):
        assert "</form>" in first_load(client, address(name, row.pk if name != "item_paste" else row.parent_id))
    assert "</form>" in first_load(client, f"{address('item_create', draft.pk)}?kind=activity&parent={row.parent_id}")


def test_a_stakeholder_reads_it_in_parts_too(draft, long, asked, writer):
    ministry = make.StakeholderFactory(name="Ministerio de ejemplo")
    reader = make.PersonFactory(organization=ministry, language="es")
    row = long["many"][150]
    for one in long["many"]:
        Responsibility.objects.create(text=one, organization=ministry, role="lead")
    review.open_review(draft, asked, make.in_a_week(), actor=writer)
    published = publication.publish(PlanVersion.objects.get(pk=draft.pk), actor=writer)
    delivery = share_with(published, [reader], "Mensaje de prueba.", actor=writer).deliveries.get()
    path = address("delivery_open", token_for(delivery.uid))
    page = first_load(Client(), path)
    assert "300 tocan a su organización" in page and 'href="#receipt"' in page and row.title not in page
    assert row.text[:60] in first_load(Client(), at(path, row.item.uid))
    page = first_load(Client(), f"{path}?only=mine&lang=en")
    way = html.unescape(re.search(r'href="([^"]+[?&;]at=[^"]+)"', page)[1])
    assert "only=mine" in way and "lang=en" in way
    assert f"i-{long['few'][0].item.uid}" not in first_load(Client(), way)
    everything = html.unescape(re.search(r'href="([^"]+all=1[^"]*)"', page)[1])
    assert Client().get(everything).content.decode().count('<section class="item') == 302
