"""Each filter of the directory, alone and together, in the address; what it counts; what the file of it holds."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from members import policy
from members.models import Consent, ErasureRequest, Topic
from tests.factories import (
    MandateFactory,
    OrganizationFactory,
    PersonFactory,
    StakeholderFactory,
    coordinator,
    representative,
)

pytestmark = pytest.mark.django_db
LIST, PEOPLE = reverse("members:organization_list"), reverse("members:person_list")


def files(name: str) -> dict:
    return {kind: reverse(f"members:{name}_export", args=[kind]) for kind in ("csv", "xlsx")}


def names(response) -> list[str]:
    return [one.name for one in response.context["page"].rows]


def table(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.fixture
def inside(client):
    client.force_login(representative(organization=OrganizationFactory(name="Xyz"), name="Xavier de prueba"))
    return client


@pytest.fixture
def secretariat(client):
    client.force_login(coordinator())
    return client


@pytest.fixture
def themed():
    theme = Topic.objects.create(kind="theme", name="Tema de ejemplo")
    population = Topic.objects.create(kind="population", name="Población de ejemplo")
    both, one = OrganizationFactory(name="Ambos"), OrganizationFactory(name="Tema solo", status="paused")
    both.topics.set([theme, population])
    one.topics.set([theme])
    OrganizationFactory(name="Se fue", left_on=timezone.localdate())
    return theme, population


def test_by_theme_population_and_status(inside, themed):
    theme, population = themed
    for query, found in (
        ({"theme": theme.pk}, ["Ambos", "Tema solo"]),
        ({"population": population.pk}, ["Ambos"]),
        ({"theme": theme.pk, "population": population.pk}, ["Ambos"]),
        ({"theme": theme.pk, "status": "paused"}, ["Tema solo"]),
        ({"status": "left"}, ["Se fue"]),
        ({"status": "active"}, ["Ambos", "Xyz"]),
        ({"theme": population.pk}, ["Ambos", "Se fue", "Tema solo", "Xyz"]),
    ):
        response = inside.get(LIST, query)
        assert (query, names(response)) == (query, found)
        assert response.context["count"] == len(found)


def test_without_topics_nothing_is_asked_about_them(inside):
    Topic.objects.all().delete()
    assert "theme" not in inside.get(LIST).context["filter"].form.fields


def test_people_by_organization_kind_role_and_department(secretariat):
    osc = OrganizationFactory(name="Fundación Ñandú de ejemplo", department="CO-AMA")
    ana = MandateFactory(person=PersonFactory(name="Ana de prueba", organization=osc), role="alternate").person
    bea = PersonFactory(name="Bea de prueba", organization=StakeholderFactory(kind="donor", department="CO-AMA"))
    carla = PersonFactory(name="Carla de prueba", organization=osc)
    MandateFactory(person=carla, role="spokesperson", ends_on=timezone.localdate())
    PersonFactory(name="Sin organización de prueba", organization=None)
    for query, found in (
        ({"organization": "fundacion nandu"}, [ana.name, "Carla de prueba"]),
        ({"kind": "stakeholders"}, [bea.name]),
        ({"kind": "donor"}, [bea.name]),
        ({"role": "alternate"}, [ana.name]),
        ({"role": "spokesperson"}, []),
        ({"department": "CO-AMA"}, [ana.name, bea.name, "Carla de prueba"]),
        ({"department": "CO-AMA", "role": "alternate", "organization": "ñandú", "q": "ana"}, [ana.name]),
    ):
        response = secretariat.get(PEOPLE, query)
        assert (query, names(response)) == (query, found)
        assert response.context["count"] == len(found)
    assert len(names(secretariat.get(PEOPLE, {"role": "nonsense", "kind": "nonsense"}))) == 5


def test_the_count_stops_at_a_thousand(secretariat, monkeypatch):
    monkeypatch.setattr("members.paging.capped_count.__defaults__", (3,))
    PersonFactory.create_batch(5)
    assert "Más de 3 personas" in secretariat.get(PEOPLE).content.decode()


def test_the_file_has_what_the_filter_shows(secretariat, themed):
    rows = table(secretariat.get(files("organization")["csv"], {"status": "paused"}))
    assert [row[0] for row in rows] == ["Nombre", "Tema solo"]
    assert "Tema de ejemplo" in rows[1] and "en pausa" in rows[1]
    gone = table(secretariat.get(files("organization")["csv"], {"status": "left"}))
    assert "se retiró" in gone[1] and gone[1][-1] == "Motivo de ejemplo"
    link = f"{files('organization')['csv']}?status=paused"
    assert link in secretariat.get(LIST, {"status": "paused", "after": "x"}).content.decode()


def test_the_file_is_not_cut_where_the_page_is(secretariat):
    OrganizationFactory.create_batch(60)
    assert len(table(secretariat.get(files("organization")["csv"]))) == 62
    PersonFactory.create_batch(60)
    assert len(table(secretariat.get(files("person")["csv"]))) == 62


def test_a_representative_gets_no_people_of_stakeholders(inside):
    hidden = PersonFactory(name="Enlace de prueba", organization=StakeholderFactory())
    MandateFactory(person=hidden)
    text = inside.get(files("person")["csv"]).content.decode()
    assert "Xavier de prueba" in text and hidden.name not in text and hidden.email not in text


@pytest.mark.parametrize("name", ["organization", "person"])
def test_nothing_becomes_a_formula(secretariat, name):
    make = OrganizationFactory if name == "organization" else PersonFactory
    make(name="=1+1")
    assert [row[0] for row in table(secretariat.get(files(name)["csv"], {"q": "1+1"}))][1] == "'=1+1"
    book = load_workbook(io.BytesIO(secretariat.get(files(name)["xlsx"], {"q": "1+1"}).content))
    assert (book.active["A2"].value, book.active["A2"].data_type) == ("=1+1", "s")


@pytest.mark.parametrize("name", ["organization", "person"])
def test_another_kind_of_file_is_not_there(secretariat, name):
    assert secretariat.get(reverse(f"members:{name}_export", args=["exe"])).status_code == 404


@pytest.mark.parametrize("name", ["organization", "person"])
def test_a_file_of_30_costs_no_more_queries(secretariat, name, django_assert_max_num_queries):
    secretariat.get(files(name)["csv"])
    with django_assert_max_num_queries(8) as few:
        secretariat.get(files(name)["csv"])
    for person in PersonFactory.create_batch(30):
        MandateFactory(person=person)
    with django_assert_max_num_queries(len(few)):
        secretariat.get(files(name)["csv"])


def test_people_by_their_consent(secretariat):
    never, withdrawn, former, now, erased = (
        PersonFactory(name=f"{word} de prueba") for word in ("Nunca", "Retirado", "Anterior", "Vigente", "Borrado")
    )
    for person, how in (
        (withdrawn, {"withdrawn_at": timezone.now() + timedelta(1)}),
        (former, {"version": "2020-01"}),
        (now, {}),
    ):
        Consent.objects.create(**{"person": person, "way": "paper", "version": policy.VERSION, "text": "Sí"} | how)
    by = dict.fromkeys(("asked_by", "decided_by"), coordinator())
    ErasureRequest.objects.create(person=erased, decision="erased", decided_at=timezone.now(), **by)
    asked = {"organization": "ejemplo", "q": "de prueba"}
    for value, expected in (("none", {never, withdrawn}), ("former", {former}), ("standing", {now})):
        found = secretariat.get(PEOPLE, {**asked, "consent": value}).context["page"].rows
        assert set(found) & {never, withdrawn, former, now, erased} == expected, value
    lines = table(secretariat.get(files("person")["csv"], {"consent": "former"}))
    assert len(lines) == 2 and former.name in lines[1]
    assert "consent" in secretariat.get(PEOPLE, {"consent": "nonsense"}).context["filter"].form.errors


def test_others_are_not_told_who_consented(inside):
    everybody = names(inside.get(PEOPLE))
    answer = inside.get(PEOPLE, {"consent": "none"})
    assert names(answer) == everybody and "consent" not in answer.context["filter"].form.fields
