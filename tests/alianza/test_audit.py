"""The audit trail as a page: coordinators read all of it, representatives what their own organization did."""

import pytest
from django.urls import reverse

from members.models import Person
from tests.factories import (
    OrganizationFactory,
    PersonFactory,
    StakeholderFactory,
    UserFactory,
    administrator,
    coordinator,
    representative,
)

pytestmark = pytest.mark.django_db
PAGE = reverse("audit")


def change_person(client, actor, person, **changes) -> None:
    """Through the web, so that the trail knows who and from where."""
    client.force_login(actor)
    typed = {"name": person.name, "email": person.email, "language": "es", "organization": person.organization_id}
    client.post(reverse("members:person_update", args=[person.pk]), typed | changes, REMOTE_ADDR="192.0.2.7")
    client.logout()


def page(client, reader, **query):
    client.force_login(reader)
    return client.get(PAGE, query)


@pytest.mark.parametrize("who", [coordinator, administrator])
def test_those_who_coordinate_read_all_with_names_and_addresses(client, who):
    user, reader = representative(), who()
    change_person(client, user, user.person, phone="+57 601 555 0100")
    shown = page(client, reader)
    [act] = shown.context["acts"]
    assert act.who == user
    telephone = str(Person._meta.get_field("phone").verbose_name)
    assert [(c.label, c.name, c.fields) for c in act.changes] == [("update", user.person.name, [telephone])]
    text = shown.content.decode()
    assert user.person.name in text and "192.0.2.7" in text
    assert "601 555 0100" not in text, "fields, never their values"


def test_representative_reads_what_its_own_organization_did(client):
    mine, other = representative(), representative()
    colleague = representative(role="alternate", organization=mine.person.organization)
    change_person(client, colleague, mine.person, position="Directora")
    change_person(client, other, other.person, position="Director")
    shown = page(client, mine)
    assert [act.who for act in shown.context["acts"]] == [colleague]
    assert "192.0.2.7" not in shown.content.decode()


def test_names_that_a_colleague_may_see_stay_hidden(client):
    """A representative whose colleague coordinates the alliance reads that a person was changed, not which."""
    actor = coordinator()
    colleague = representative(organization=actor.person.organization)
    hidden = PersonFactory(organization=StakeholderFactory(), name="Nombre Reservado")
    change_person(client, actor, hidden, position="Delegada")
    shown = page(client, colleague)
    assert len(shown.context["acts"]) == 1
    assert "Nombre Reservado" not in shown.content.decode()
    assert "Nombre Reservado" in page(client, actor).content.decode()


def test_filter_by_who(client):
    first, second = representative(), representative()
    for user in (first, second):
        change_person(client, user, user.person, position="Nueva")
    shown = page(client, coordinator(), user=first.pk)
    assert [act.who for act in shown.context["acts"]] == [first]
    for odd in ("x", "-1", "9" * 30, "²"):
        assert page(client, coordinator(), user=odd).status_code == 200


def test_reading_writes_nothing_and_posting_is_no_way_in(client):
    page(client, coordinator())
    assert page(client, coordinator()).context["acts"] == []


def test_outside_there_is_no_trail(client):
    assert client.get(PAGE).status_code == 302
    assert page(client, UserFactory()).status_code == 404


def test_same_number_of_queries_with_1_act_and_with_30(client, django_assert_max_num_queries):
    reader = coordinator()
    users = [representative(organization=OrganizationFactory()) for _ in range(30)]
    change_person(client, users[0], users[0].person, position="Nueva")
    page(client, reader)
    with django_assert_max_num_queries(8) as few:
        client.get(PAGE)
    queries = len(few)
    for user in users[1:]:
        change_person(client, user, user.person, position="Nueva")
    client.force_login(reader)
    client.get(PAGE)
    with django_assert_max_num_queries(queries):
        assert len(client.get(PAGE).context["acts"]) == 30


@pytest.mark.parametrize("odd", ["9" * 5000, "²", "\x00", "-1"])
def test_by_nobody_is_by_all(client, odd):
    user = representative()
    change_person(client, user, user.person, phone="+57 601 555 0100")
    shown = page(client, coordinator(), user=odd)
    assert shown.status_code == 200 and not shown.context["filtered"] and len(shown.context["acts"]) == 1
