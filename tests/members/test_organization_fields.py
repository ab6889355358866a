"""What an organization works on, its status, and why it left: written, refused, and read by whom it concerns."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from members.models import Organization, Topic
from tests.factories import OrganizationFactory, coordinator, representative
from tests.members.test_organizations import ADD, TYPED, edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def topics():
    Topic.objects.all().delete()
    theme = Topic.objects.create(kind="theme", name="Tema de ejemplo", name_en="Theme of an example")
    return theme, Topic.objects.create(kind="population", name="Población de ejemplo")


def test_topics_are_chosen_shown_and_taken_away(client, topics):
    theme, population = topics
    client.force_login(coordinator())
    client.post(ADD, TYPED | {"themes": [theme.pk], "populations": [population.pk]})
    made = Organization.objects.get(name="Nueva")
    assert set(made.topics.all()) == set(topics)
    page = client.get(made.get_absolute_url()).content.decode()
    assert "Tema de ejemplo" in page and "Población de ejemplo" in page
    form = client.get(edit(made)).context["form"]
    assert form["themes"].initial == [str(theme.pk)] and form["populations"].initial == [str(population.pk)]
    client.post(edit(made), TYPED | {"themes": [theme.pk]})
    assert list(made.topics.all()) == [theme]


def test_a_theme_is_no_population(client, topics):
    client.force_login(coordinator())
    response = client.post(ADD, TYPED | {"populations": [topics[0].pk]})
    assert "populations" in response.context["form"].errors
    assert not Organization.objects.filter(name="Nueva").exists()


def test_the_change_of_a_topic_is_in_the_trail(client, topics):
    organization = OrganizationFactory()
    client.force_login(coordinator())
    client.post(edit(organization), TYPED | {"themes": [topics[0].pk]})
    trail = Organization.topics.through._meta.apps.get_model("members.OrganizationTopicEvent")
    assert trail.objects.filter(organization=organization, topic=topics[0], pgh_label="insert").exists()


def test_topics_speak_the_readers_language(topics):
    with override("en"):
        assert [str(one) for one in topics] == ["Theme of an example", "Población de ejemplo"]
    assert str(topics[0]) == "Tema de ejemplo"


def test_two_topics_of_one_name_are_refused(topics):
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.create(kind="theme", name="TEMA de ejemplo")
    Topic.objects.create(kind="population", name="Tema de ejemplo")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"left_on": "2020-01-01"}, "leaving_reason"),
        ({"left_on": "2020-01-01", "leaving_reason": "  "}, "leaving_reason"),
        ({"leaving_reason": "Motivo de ejemplo"}, "left_on"),
        ({"status": "left"}, "status"),
        ({"leaving_reason": "x" * 501, "left_on": "2020-01-01"}, "leaving_reason"),
    ],
)
def test_half_a_departure_is_refused_and_nothing_lost(client, typed, field):
    client.force_login(coordinator())
    response = client.post(ADD, TYPED | {"municipality": "Pasto"} | typed)
    assert list(response.context["form"].errors) == [field]
    assert "Pasto" in response.content.decode()


@pytest.mark.parametrize("wrong", [{"left_on": "2020-01-01"}, {"leaving_reason": "Motivo de ejemplo"}])
def test_the_database_refuses_half_a_departure(wrong):
    organization = OrganizationFactory()
    with pytest.raises(IntegrityError, match="leaves_with_a_reason"), transaction.atomic():
        Organization.objects.filter(pk=organization.pk).update(**wrong)


def test_the_reason_is_for_the_secretariat_and_the_organization(client):
    user = representative()
    gone = user.person.organization
    soon = {"left_on": "2999-01-01", "leaving_reason": "Motivo de ejemplo"}
    Organization.objects.filter(pk=gone.pk).update(**soon)
    for reader, reads in ((user, True), (coordinator(), True), (representative(), False)):
        client.force_login(reader)
        assert ("Motivo de ejemplo" in client.get(gone.get_absolute_url()).content.decode()) is reads
        file = client.get(reverse("members:organization_export", args=["csv"])).content.decode()
        assert ("Motivo de ejemplo" in file) is (reads and reader is not user)


def test_a_paused_member_is_counted_on_for_nothing_new_and_still_reads(client):
    user = representative(organization=OrganizationFactory(status="paused"))
    assert user.person.organization not in Organization.objects.active_members()
    client.force_login(user)
    assert "en pausa" in client.get(user.person.organization.get_absolute_url()).content.decode()
