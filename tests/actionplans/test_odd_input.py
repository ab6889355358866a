"""What no form sends, sent all the same: an answer in words, never an error page."""

import pytest
from django.urls import reverse

from actionplans.models import PlanImport, VersionItem
from tests.actionplans.test_import import blank, started  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db
ODD = ["a\x00b", "9" * 40, "9" * 5000, "²", "NaN", "[]", "10000-01-01"]
OF_AN_ITEM = {
    "Actividad con acuerdo": ["title", "text", "weight", "starts_on", "depends_on", "tags", "budget", "leads"],
    "Mesas celebradas": ["targets_until", "targets_value", "target", "unit", "parent", "began_under", "lock_version"],
    "Línea de prueba": ["swot_items", "agreements", "title_en", "weight", "conflict", "began_with"],
}


def address(name: str, *args) -> str:
    return reverse(f"actionplans:{name}", args=args)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(("title", "names"), OF_AN_ITEM.items())
def test_in_the_form_of_an_item(draft, text_of, writer, logged_in, title, names, odd):
    client, row = logged_in(writer), text_of(draft, title)
    for name in [*names, "leads_named", "supports_named"]:
        now = VersionItem.objects.get(pk=row.pk)
        under = now.parent_id or ""
        sent = {"title": title, "lock_version": now.lock_version, "parent": under, "began_under": under}
        sent |= {"targets_until": "2019-12-31", "targets_value": "3", "target_reason": "Por la prueba"}
        assert client.post(address("item_update", row.pk), sent | {name: odd}).status_code in (200, 302, 409), name


@pytest.mark.parametrize("name", ["leads_named", "supports_named"])
def test_a_sign_that_no_name_has_is_said(draft, text_of, writer, logged_in, name):
    row = text_of(draft, "Actividad con acuerdo")
    sent = {"title": "Otro", "lock_version": 0, "parent": row.parent_id, name: "Ministerio\x00"}
    answer = logged_in(writer).post(address("item_update", row.pk), sent)
    assert answer.status_code == 200 and 'id="id_title"' in answer.content.decode()
    row.refresh_from_db()
    assert row.title == "Actividad con acuerdo"


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "name",
    [
        "m:0",
        "q:date_order",
        "c:2:weight",
        "c:x:weight",
        "o:nadie",
        "o:*",
        "table",
        "x",
        "back",
        "reason",
        "token",
    ],
)
def test_in_the_answers_about_a_file(blank, writer, logged_in, name, odd):  # noqa: F811
    data = "Línea;Objetivo;Actividad;Entidad;Fecha de inicio;Peso\nL;O;A;Nadie;6/1/2020;x"
    current, client = started(blank, writer, data), logged_in(writer)
    assert client.post(current.get_absolute_url(), {name: odd, "final": "1"}).status_code == 302
    assert client.get(current.get_absolute_url()).status_code == 200
    assert "\x00" not in str(PlanImport.objects.get(pk=current.pk).answers)
