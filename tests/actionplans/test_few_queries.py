"""Forms and imports ask the database as often for much as for little."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.models import VersionItem
from actionplans.services import imports
from actionplans.services.import_organizations import likely
from tests import factories as make
from tests.actionplans.test_import import blank, started  # noqa: F401 (a fixture)
from tests.actionplans.test_pages import address, fill, queries

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("n", [1, 30])
@pytest.mark.parametrize(
    "title", ["Línea de prueba", "Objetivo de prueba", "Actividad con acuerdo", "Mesas celebradas"]
)
def test_the_form_of_an_item(draft, writer, asked, text_of, logged_in, title, n):
    fill(draft, writer, text_of, asked, n)
    row, client = text_of(draft, title), logged_in(writer)
    assert queries(client, reverse("actionplans:item_update", args=[row.pk])) <= 8
    assert queries(client, f"{address('version_edit', draft)}?row={row.pk}") <= 8


@pytest.mark.parametrize("n", [1, 30])
def test_the_form_of_a_new_item(draft, writer, asked, agreement, text_of, logged_in, n):
    fill(draft, writer, text_of, asked, n)
    agreement.partners.set(asked)
    client, path = logged_in(writer), reverse("actionplans:item_create", args=[draft.pk])
    objective, activity = text_of(draft, "Objetivo de prueba"), text_of(draft, "Actividad con acuerdo")
    for begun in (f"parent={objective.pk}&after={activity.pk}", f"agreement={agreement.pk}", "kind=line"):
        assert queries(client, f"{path}?{begun}") <= 8


@pytest.mark.parametrize("n", [1, 60, 80])
def test_whom_a_file_may_mean(blank, writer, logged_in, n):  # noqa: F811
    for k in range(n):
        make.StakeholderFactory(name=f"Secretaría de ejemplo número {k}")
    rows = "\n".join(f"L;O;A{k};Secretaria de ejemplos numero {k}" for k in range(n))
    current = started(blank, writer, f"Línea;Objetivo;Actividad;Entidad\n{rows}")
    assert queries(logged_in(writer), current.get_absolute_url()) <= 8


def test_each_name_has_its_own_nearest_first(db):
    south, north = (
        make.StakeholderFactory(name="Alcaldía del Sur de ejemplo"),
        make.StakeholderFactory(name="Gobernación del Norte de ejemplo"),
    )
    assert likely([]) == {} and likely(["Zzz"]) == {"Zzz": []}
    found = likely(["Gobernacion Norte ejemplo", "Alcaldia del Sur ejemplo", "Zzz"])
    assert [found[name][:1] for name in found] == [[north], [south], []]
    make.StakeholderFactory.create_batch(5)
    assert all(len(near) <= 3 for near in likely(["Parte interesada de ejemplo", "Alcaldía"]).values())


def test_writing_a_file_of_any_length(blank, writer, logged_in):  # noqa: F811
    """What it asks grows by hundreds of rows, not by rows."""
    rows = "\n".join(f"L;O;A{k};Entidad de ejemplo {k}" for k in range(150))
    data = f"Línea;Objetivo;Actividad;Entidad\n{rows}"
    current = started(blank, writer, data, organizations={"*": "new:authority"})
    token = imports.preview_import(current, imports.read_import(current), actor=writer).token
    client = logged_in(writer)
    client.get(reverse("actionplans:plan_list"))
    with CaptureQueriesContext(connection) as seen:
        assert client.post(current.get_absolute_url(), {"token": token, "final": "1"}).status_code == 302
    assert VersionItem.objects.filter(version=blank, item__kind="activity").count() == 150
    assert len(seen) <= 26, "\n".join(one["sql"][:90] for one in seen)
