"""Who has a version, over all its shares; whoever is missing is ticked where it is shared again."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actionplans.ledger import coverage
from actionplans.models import Delivery, Share
from actionplans.services.notice_texts import write_notice
from actionplans.services.share import share_with
from members.models import OutboxMail, Person
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def people() -> list[Person]:
    return [make.PersonFactory(organization=make.StakeholderFactory()) for _ in range(4)]


@pytest.fixture
def client(writer, logged_in) -> Client:
    client = logged_in(writer)
    client.cookies["django_language"] = "en"
    return client


def address(version) -> str:
    return reverse("actionplans:version_coverage", args=[version.pk])


def states(subject) -> dict[int, str]:
    return dict(coverage.concerned(subject).values_list("pk", "state"))


def names(client, version, **asked) -> set[str]:
    shown = client.get(address(version), asked).content.decode()
    return set(re.findall(r'/people/\d+/">([^<]+)</a>', shown))


def missing(subject) -> set[Person]:
    return set(coverage.shown(coverage.concerned(subject), coverage.MISSING))


def test_the_best_over_all_shares_counts(published_version, people, writer):
    share_with(published_version, people[:2], actor=writer)
    OutboxMail.objects.update(state="failed", answer="550 5.1.1 unknown")
    share_with(published_version, people[1:2], actor=writer)
    OutboxMail.objects.filter(state="queued").update(state="accepted")
    first, second, third, fourth = (person.pk for person in people)
    assert states(published_version) == {first: "failed", second: "accepted", third: "never", fourth: "never"}
    Delivery.objects.filter(person=second, mail__state="failed").update(opened_at=NOW)
    assert states(published_version)[second] == "opened"


def test_shares_of_something_else_count_nothing(published_version, people, writer):
    notice = write_notice("Aviso de prueba", "Texto", actor=writer)
    share_with(notice, people, actor=writer)
    assert set(states(published_version).values()) == {"never"}
    assert set(states(notice).values()) == {"queued"}


def test_members_are_there_only_once_they_were_sent_it(published_version, people, representatives, writer):
    person = representatives[0].person
    assert person.pk not in states(published_version)
    share_with(published_version, [person], actor=writer)
    assert states(published_version)[person.pk] == "queued"


def test_whoever_left_is_no_more_expected(published_version, people):
    organization = people[0].organization
    organization.left_on, organization.leaving_reason = timezone.localdate(), "Motivo de prueba"
    organization.save()
    assert people[0].pk not in states(published_version)


@pytest.mark.parametrize(
    "fields",
    [{"email": ""}, {"unsubscribed_at": NOW}, {"email": "Ida@ejemplo.example", "bounced_email": "ida@ejemplo.example"}],
)
def test_missing_are_those_whom_a_share_can_still_reach(published_version, people, fields):
    assert missing(published_version) == set(people)
    Person.objects.filter(pk=people[0].pk).update(**fields)
    assert missing(published_version) == set(people[1:])
    assert states(published_version)[people[0].pk] == "never"


@pytest.mark.parametrize(
    ("mail", "delivery", "is_missing"),
    [
        ({"state": "failed"}, {}, True),
        ({"state": "accepted", "bounce": "permanent"}, {}, True),
        ({"state": "accepted"}, {}, False),
        ({"state": "queued"}, {}, False),
        ({"state": "accepted"}, {"revoked_at": NOW}, False),
        ({"state": "accepted"}, {"declined_at": NOW}, False),
    ],
)
def test_who_is_missing(published_version, people, writer, mail, delivery, is_missing):
    share_with(published_version, people, actor=writer)
    OutboxMail.objects.update(**mail)
    Delivery.objects.update(**delivery)
    assert missing(published_version) == (set(people) if is_missing else set())


def test_called_back_is_missing_again(published_version, people, writer):
    share_with(published_version, people, actor=writer)
    OutboxMail.objects.update(state="withdrawn")
    Share.objects.update(recalled_at=NOW)
    assert missing(published_version) == set(people)


def test_the_page_narrows_and_leads_to_sharing_with_the_missing(client, published_version, people, writer):
    share_with(published_version, people[:1], actor=writer)
    donor = make.PersonFactory(organization=make.StakeholderFactory(kind="donor"))
    everybody = {person.name for person in (*people, donor)}
    assert names(client, published_version) == everybody
    assert names(client, published_version, show="never") == everybody - {people[0].name}
    assert names(client, published_version, show="under-way") == {people[0].name}
    assert names(client, published_version, kind="donor") == {donor.name}
    assert names(client, published_version, show="nonsense") == everybody
    shown = client.get(address(published_version), {"kind": "donor"}).content.decode()
    (link,) = re.findall(r'href="([^"]*missing=1[^"]*)"', shown)
    form = client.get(link.replace("&amp;", "&")).content.decode()
    assert re.findall(r'name="people" value="(\d+)" checked', form) == [str(donor.pk)]


def test_those_missing_are_ticked_and_nothing_is_sent_by_looking(client, published_version, people, writer):
    share_with(published_version, people[:1], actor=writer)
    link = reverse("actionplans:share_create", args=[published_version.pk])
    shown = client.get(link, {"missing": 1}).content.decode()
    ticked = set(map(int, re.findall(r'name="people" value="(\d+)" checked', shown)))
    assert ticked == {person.pk for person in people[1:]}
    assert "3 persons whom no share has reached are ticked below." in shown
    assert Share.objects.count() == 1
    assert " checked" not in client.get(link).content.decode()


def test_it_is_reached_from_plan_version_share_and_notice(client, published_version, people, writer):
    share = share_with(published_version, people[:1], actor=writer)
    for page in (published_version.plan, published_version, share):
        assert f'href="{address(published_version)}"' in client.get(page.get_absolute_url()).content.decode()
    notice = write_notice("Aviso de prueba", "Texto", actor=writer)
    share_with(notice, people[:1], actor=writer)
    link = reverse("actionplans:notice_coverage", args=[notice.pk])
    assert f'href="{link}"' in client.get(notice.get_absolute_url()).content.decode()
    assert people[1].name in client.get(link).content.decode()


def test_nothing_to_see_of_what_is_not_published(client, draft, representatives, logged_in):
    assert client.get(address(draft)).url == draft.get_absolute_url()
    assert logged_in(representatives[0]).get(address(draft)).status_code == 403
    assert client.post(address(draft)).status_code == 405


@pytest.mark.parametrize("more", [0, 60])
def test_the_same_queries_for_few_and_for_many(
    client, published_version, people, writer, django_assert_max_num_queries, more
):
    people += make.PersonFactory.create_batch(more, organization=make.StakeholderFactory())
    share_with(published_version, people[::2], actor=writer)
    client.get("/plans/")
    with django_assert_max_num_queries(8):
        shown = client.get(address(published_version)).content.decode()
    assert ("after=" in shown) == bool(more)
