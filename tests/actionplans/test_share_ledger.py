"""The ledger: what became of each delivery, whether it still moves, and closing a link."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from actionplans.ledger import STATES, listed, rows, summary
from actionplans.models import Delivery, Share
from actionplans.services.share import share_with
from members.answers import reason
from members.models import OutboxMail
from tests import factories as make

pytestmark = pytest.mark.django_db
RETRIES = 6


@pytest.fixture
def people():
    return [make.PersonFactory(organization=make.StakeholderFactory()) for _ in range(3)]


@pytest.fixture
def share(published_version, people, writer) -> Share:
    return share_with(published_version, people, "Mensaje", actor=writer)


@pytest.fixture
def client(writer, logged_in) -> Client:
    return logged_in(writer)


@pytest.fixture
def first(share) -> Delivery:
    return share.deliveries.select_related("mail").first()


def set_mail(delivery: Delivery, **fields) -> None:
    OutboxMail.objects.filter(pk=delivery.mail_id).update(**fields)


def page(client: Client, share: Share) -> str:
    return client.get(share.get_absolute_url()).content.decode()


NOW = timezone.now()


@pytest.mark.parametrize(
    ("mail", "delivery", "state"),
    [
        ({}, {}, "queued"),
        ({"state": "sending", "attempts": 1}, {}, "sending"),
        ({"state": "queued", "attempts": 2, "answer": "451 4.3.2 busy"}, {}, "waiting"),
        ({"state": "accepted", "answer": "250"}, {}, "accepted"),
        ({"state": "failed", "answer": "550 5.1.1 unknown"}, {}, "failed"),
        ({"state": "accepted", "bounce": "permanent", "answer": "550 5.1.1 unknown"}, {}, "returned"),
        ({"state": "accepted", "bounce": "passing"}, {}, "delayed"),
        ({"state": "accepted", "bounce": "passing"}, {"opened_at": NOW}, "opened"),
        ({"state": "withdrawn"}, {"revoked_at": NOW}, "revoked"),
        ({"state": "accepted"}, {"revoked_at": NOW}, "revoked"),
        ({"state": "accepted"}, {"opened_at": NOW}, "opened"),
        ({"state": "accepted"}, {"opened_at": NOW, "acknowledged_at": NOW, "acknowledged_name": "Ana"}, "acknowledged"),
        (
            {"state": "accepted"},
            {"acknowledged_at": NOW, "acknowledged_name": "Ana", "revoked_at": NOW},
            "acknowledged",
        ),
    ],
)
def test_the_furthest_that_it_came(share, first, mail, delivery, state):
    set_mail(first, **mail)
    Delivery.objects.filter(pk=first.pk).update(**delivery)
    book = summary(share)
    row = next(row for row in rows(listed(share), RETRIES) if row.pk == first.pk)
    assert row.state == state
    assert row.words == STATES[state][0]
    assert sum(figure.count for figure in book.figures) == book.total == 3


def test_every_mail_state_has_words():
    never_here = {"withdrawn", "held", "resting", "merged"}  # a mail with a link of its own waits for no others
    assert set(OutboxMail.State.values) - never_here <= set(STATES)
    assert not [words for words, _ in STATES.values() if "deliver" in str(words).lower()]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("550 5.1.1 <x@y.example>: no such mailbox", "does not exist"),
        ("550 unknown user", "does not exist"),
        ("552 5.2.2 mailbox full", "full"),
        ("554 5.7.1 blocked", "rules"),
        ("451 4.3.2 busy", "busy"),
        ("554 no", "refused"),
        ("no e-mail address", "no e-mail address"),
        ("ConnectionRefusedError: [Errno 111]", "could not be reached"),
        ("250", ""),
        ("", ""),
    ],
)
def test_reasons_in_words(answer, words):
    with translation.override("en"):
        said = reason(answer)
    assert words in said and bool(words) == bool(said)


def test_a_failure_shows_its_reason_and_the_servers_own_words(client, share, first):
    set_mail(first, state="failed", answer="550 5.1.1 <x>: no such mailbox", finished_at=timezone.now())
    shown = page(client, share)
    assert "550 5.1.1 &lt;x&gt;: no such mailbox" in shown
    assert str(reason("550 5.1.1")) in shown


def test_an_acknowledgement_shows_who_and_what(client, share, first):
    fields = {"acknowledged_at": timezone.now(), "acknowledged_name": "Ana", "acknowledged_position": "Directora"}
    Delivery.objects.filter(pk=first.pk).update(**fields, note="<b>Recibido</b>")
    shown = page(client, share)
    assert "Ana, Directora" in shown and "<p>&lt;b&gt;Recibido&lt;/b&gt;</p>" in shown


def test_numbers_beside_their_whole(client, share, first):
    set_mail(first, state="accepted")
    shown = page(client, share)
    assert "1<small> / 3</small>" in shown and "2<small> / 3</small>" in shown
    assert 'role="img" aria-label="' in shown


def test_it_asks_again_only_while_something_moves(client, share):
    fragment = reverse("actionplans:share_ledger", args=[share.pk])
    response = client.get(fragment)
    assert response.status_code == 200 and 'hx-trigger="every 2s"' in response.content.decode()
    assert 'http-equiv="refresh"' in page(client, share)
    OutboxMail.objects.update(state="queued", attempts=3, due_at=timezone.now() + datetime.timedelta(hours=1))
    assert 'hx-trigger="every 30s"' in client.get(fragment).content.decode()
    OutboxMail.objects.update(state="accepted")
    assert "hx-trigger" not in client.get(fragment).content.decode()
    shown = page(client, share)
    assert "hx-trigger" not in shown and 'http-equiv="refresh"' not in shown and "htmx" not in shown


def test_a_link_is_closed_at_once(client, share, first):
    response = client.post(reverse("actionplans:delivery_revoke", args=[first.pk]))
    assert response.url == share.get_absolute_url()
    first.refresh_from_db()
    assert first.revoked_at
    assert f'id="close-{first.pk}"' not in page(client, share)
    assert page(client, share).count('id="close-') == 2


def test_a_link_is_not_closed_by_get_nor_by_others(client, first, representatives, logged_in):
    address = reverse("actionplans:delivery_revoke", args=[first.pk])
    assert client.get(address).status_code == 405
    assert logged_in(representatives[0]).post(address).status_code == 403
    assert client.post(reverse("actionplans:delivery_revoke", args=[first.pk + 1000])).status_code == 404
    first.refresh_from_db()
    assert first.revoked_at is None


@pytest.mark.parametrize("name", ["share_detail", "share_ledger"])
def test_representatives_see_no_ledger(share, representatives, logged_in, name):
    address = reverse(f"actionplans:{name}", args=[share.pk])
    assert logged_in(representatives[0]).get(address).status_code == 403


@pytest.mark.parametrize("more", [0, 30])
def test_the_same_queries_for_few_and_for_many(
    published_version, people, writer, client, django_assert_max_num_queries, more
):
    people += [make.PersonFactory(organization=make.StakeholderFactory()) for _ in range(more)]
    share = share_with(published_version, people, actor=writer)
    client.get(share.get_absolute_url())  # the first page of a session notes the session
    with django_assert_max_num_queries(8):
        client.get(share.get_absolute_url())
    seen = "&".join(f"seen={pk}-0" for pk in share.deliveries.values_list("pk", flat=True)[:1])
    with django_assert_max_num_queries(8):
        client.get(reverse("actionplans:share_ledger", args=[share.pk]) + f"?{seen}")
