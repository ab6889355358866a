"""What is sent again to a corrected address waits as a share does; until it leaves, it alone can be called back."""

import datetime
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from actionplans.ledger import summary
from actionplans.models import Delivery
from actionplans.services import recall as services
from actionplans.services.share import share_with, still_wanted
from members import delivery as sending
from members.models import OutboxMail, Person
from members.tokens import token_for
from tests import factories as make

pytestmark = pytest.mark.django_db
NEW = "nueva@ejemplo.example"


@pytest.fixture
def failed(published_version, writer, settings) -> Delivery:
    """Its address was corrected since; the other mail of the share reached its reader."""
    people = [make.PersonFactory(organization=make.StakeholderFactory()) for _ in range(2)]
    share = share_with(published_version, people, actor=writer)
    OutboxMail.objects.update(state="accepted", finished_at=timezone.now())
    OutboxMail.objects.filter(person=people[0]).update(state="failed", answer="550 5.1.1 unknown")
    Person.objects.filter(pk=people[0].pk).update(bounced_email=people[0].email, email=NEW)
    settings.SHARE_HOLD_SECONDS = 60
    return share.deliveries.get(person=people[0])


@pytest.fixture
def again(failed, writer) -> Delivery:
    return services.send_again(failed, actor=writer)


@pytest.fixture
def client(writer, logged_in):
    client = logged_in(writer)
    client.cookies["django_language"] = "en"
    return client


def address(name: str, subject) -> str:
    return reverse(f"actionplans:{name}", args=[subject.pk])


def hold_over(delivery: Delivery) -> None:
    earlier = timezone.now() - datetime.timedelta(seconds=61)
    OutboxMail.objects.filter(pk=delivery.mail_id).update(due_at=timezone.now(), created_at=earlier)


def test_nothing_leaves_before_the_hold_is_over(again):
    assert sending.claim() is None
    left = again.mail.due_at - timezone.now()
    assert datetime.timedelta(seconds=50) < left <= datetime.timedelta(seconds=60)
    hold_over(again)
    assert sending.claim() == again.mail


def test_without_a_hold_it_leaves_at_once(failed, writer, settings):
    settings.SHARE_HOLD_SECONDS = 0
    again = services.send_again(failed, actor=writer)
    assert sending.claim() == again.mail


def test_the_coordinator_is_told_and_calls_it_back(failed, client):
    page = client.post(address("delivery_send_again", failed), follow=True).content.decode()
    assert f"It is on its way to {NEW} and leaves " in page and "until then you can call it back." in page
    assert f'id="recall-{failed.pk}"' in page and ">to be sent again<" in page and 'hx-trigger="every 2s"' in page
    assert 'id="recall"' not in page, "of the share there is nothing left to call back"
    assert address("delivery_recall", failed) in client.get(address("delivery_detail", failed)).content.decode()
    page = client.post(address("delivery_recall", failed), follow=True).content.decode()
    assert "The mail was called back. It can be sent again." in page
    assert f'id="again-{failed.pk}"' in page and f'id="recall-{failed.pk}"' not in page


def test_called_back_the_failed_mail_has_its_place_again_and_the_link_stays(again, failed, writer):
    taken_back = again.mail
    current = services.recall_again(again, actor=writer)
    taken_back.refresh_from_db()
    assert (current.mail_id, taken_back.state) == (failed.mail_id, "withdrawn")
    assert current.mail.state == "failed" and not still_wanted(taken_back)
    hold_over(again)
    assert sending.claim() is None
    assert Delivery.objects.usable().filter(pk=failed.pk).exists() and current.share.recalled_at is None


def test_called_back_it_can_be_sent_to_the_same_address_again(again, writer):
    services.recall_again(again, actor=writer)
    anew = services.send_again(again, actor=writer)
    assert anew.mail_id != again.mail_id and (anew.mail.to_email, anew.mail.state) == (NEW, "queued")
    assert token_for(anew.uid) in sending.message(anew.mail).body


@pytest.mark.parametrize("state", ["sending", "accepted", "failed", "withdrawn"])
def test_what_has_left_is_not_called_back(again, writer, client, state):
    OutboxMail.objects.filter(pk=again.mail_id).update(state=state)
    with pytest.raises(services.LeftAlready):
        services.recall_again(again, actor=writer)
    page = client.post(address("delivery_recall", again), follow=True).content.decode()
    assert "This mail has left already" in page and f'id="recall-{again.pk}"' not in page
    assert OutboxMail.objects.get(pk=again.mail_id).state == state


def test_twice_says_so(again, writer):
    services.recall_again(again, actor=writer)
    with pytest.raises(services.LeftAlready):
        services.recall_again(again, actor=writer)


def test_a_first_mail_is_called_back_with_its_share_only(published_version, writer, settings, client):
    settings.SHARE_HOLD_SECONDS = 60
    person = make.PersonFactory(organization=make.StakeholderFactory())
    delivery = share_with(published_version, [person], actor=writer).deliveries.get()
    with pytest.raises(services.LeftAlready):
        services.recall_again(delivery, actor=writer)
    assert f'id="recall-{delivery.pk}"' not in client.get(delivery.share.get_absolute_url()).content.decode()


def test_calling_the_share_back_leaves_what_was_sent_again(again, writer):
    """Everything else of it has left: recalling it would close nothing, and end the share."""
    assert summary(again.share).waits == 0
    with pytest.raises(services.AlreadySent):
        services.recall_share(again.share, actor=writer)
    again.mail.refresh_from_db()
    assert again.mail.state == "queued"


def test_by_writers_only_and_not_by_get(again, representatives, logged_in, client):
    with pytest.raises(PermissionDenied):
        services.recall_again(again, actor=representatives[0])
    assert logged_in(representatives[0]).post(address("delivery_recall", again)).status_code == 403
    assert client.get(address("delivery_recall", again)).status_code == 405
    again.mail.refresh_from_db()
    assert again.mail.state == "queued"


@pytest.mark.django_db(transaction=True)
def test_either_called_back_or_sent(again, writer):
    """A worker and a coordinator at once: never both, never neither."""
    hold_over(again)
    start, done = threading.Barrier(2), {}

    def run(name, act):
        start.wait()
        try:
            done[name] = act()
        except services.LeftAlready:
            done[name] = None
        finally:
            connection.close()

    acts = {"sent": sending.claim, "back": lambda: services.recall_again(again, actor=writer)}
    threads = [threading.Thread(target=run, args=each) for each in acts.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (done["sent"] is None) != (done["back"] is None)
    assert OutboxMail.objects.get(pk=again.mail_id).state == ("sending" if done["sent"] else "withdrawn")
