"""A share waits for a moment; until its mails leave it can be called back, and a mail is never both back and sent."""

import datetime
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from actionplans.models import Delivery, Share
from actionplans.services.recall import AlreadySent, CalledBack, recall_share
from actionplans.services.share import share_with, still_wanted
from members import delivery as sending
from members.delivery import Outcome
from members.models import OutboxMail
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return [make.PersonFactory(organization=make.StakeholderFactory()) for _ in range(4)]


@pytest.fixture
def held(published_version, people, writer, settings) -> Share:
    OutboxMail.objects.update(state="accepted")  # those of the review and the publication
    settings.SHARE_HOLD_SECONDS = 60
    return share_with(published_version, people, actor=writer)


@pytest.fixture
def client(writer, logged_in):
    client = logged_in(writer)
    client.cookies["django_language"] = "en"
    return client


def states(share):
    return sorted(OutboxMail.objects.filter(delivery__share=share).values_list("state", flat=True))


def hold_over(share):
    OutboxMail.objects.filter(delivery__share=share).update(due_at=timezone.now())


def recall(share) -> str:
    return reverse("actionplans:share_recall", args=[share.pk])


def test_nothing_leaves_before_the_hold_is_over(held):
    assert sending.claim() is None
    left = OutboxMail.objects.filter(event="plan_shared").earliest("due_at").due_at - timezone.now()
    assert datetime.timedelta(seconds=50) < left <= datetime.timedelta(seconds=60)
    hold_over(held)
    assert sending.claim() is not None


def test_without_a_hold_it_leaves_at_once(published_version, people, writer, settings):
    settings.SHARE_HOLD_SECONDS = 0
    share_with(published_version, people, actor=writer)
    assert sending.claim() is not None


def test_the_ledger_says_until_when_and_offers_to_call_it_back(held, client):
    shown = client.get(held.get_absolute_url()).content.decode()
    assert shown.count(">on hold<") == 4 and "On hold until" in shown
    assert 'id="recall"' in shown and 'hx-trigger="every 2s"' in shown
    OutboxMail.objects.update(state="accepted")
    assert 'id="recall"' not in client.get(held.get_absolute_url()).content.decode()


def test_the_fragment_moves_the_acts_too(held, client):
    address = reverse("actionplans:share_ledger", args=[held.pk])
    assert 'id="recall"' in client.get(address).content.decode()
    OutboxMail.objects.update(state="accepted")
    moved = client.get(address).content.decode()
    assert 'id="share-actions" hx-swap-oob="true"' in moved and 'id="remind"' in moved and 'id="recall"' not in moved
    assert "hx-swap-oob" not in client.get(held.get_absolute_url()).content.decode()


def test_called_back_whole_nothing_leaves(held, writer, client):
    assert "4 mails were called back." in client.post(recall(held), follow=True).content.decode()
    hold_over(held)
    assert sending.claim() is None
    assert states(held) == ["withdrawn"] * 4
    assert not Delivery.objects.usable().filter(share=held).exists()
    shown = client.get(held.get_absolute_url()).content.decode()
    assert shown.count(">called back</span>") == 4 and 'id="recall"' not in shown
    assert "hx-trigger" not in shown and "link revoked" not in shown


def test_those_that_left_stay_and_are_told(held, people, writer, client):
    gone = OutboxMail.objects.filter(person=people[0])
    gone.update(state="accepted")
    OutboxMail.objects.filter(person=people[1]).update(state="failed")
    shown = client.post(recall(held), follow=True).content.decode()
    assert "2 mails were called back." in shown and "1 mail had left already" in shown
    assert states(held) == ["accepted", "failed", "withdrawn", "withdrawn"]
    assert set(Delivery.objects.filter(revoked_at=None).values_list("person", flat=True)) == {p.pk for p in people[:2]}


def test_one_in_a_workers_hand_is_neither_said_to_be_sent_nor_back(held, people, client):
    OutboxMail.objects.filter(person=people[0]).update(state="accepted")
    OutboxMail.objects.filter(person=people[1]).update(state="sending")
    page = client.post(recall(held), follow=True).content.decode()
    assert "2 mails were called back." in page and "1 mail had left already" in page
    assert "1 mail is just being handed over: in a moment the list says whether it left." in page


def test_not_once_all_have_left(held, writer, client):
    OutboxMail.objects.update(state="accepted")
    with pytest.raises(AlreadySent):
        recall_share(held, actor=writer)
    assert "Every mail of this share has left already" in client.post(recall(held), follow=True).content.decode()
    held.refresh_from_db()
    assert held.recalled_at is None and Delivery.objects.usable().count() == 4


def test_not_twice(held, writer):
    recall_share(held, actor=writer)
    with pytest.raises(CalledBack):
        recall_share(held, actor=writer)


def test_by_writers_only(held, representatives, logged_in):
    with pytest.raises(PermissionDenied):
        recall_share(held, actor=representatives[0])
    assert logged_in(representatives[0]).post(recall(held)).status_code == 403
    assert states(held) == ["queued"] * 4


def test_not_by_get_and_only_what_exists(held, client):
    assert client.get(recall(held)).status_code == 405
    assert client.post(reverse("actionplans:share_recall", args=[held.pk + 1000])).status_code == 404
    assert states(held) == ["queued"] * 4


def test_another_share_is_not_touched(held, published_version, people, writer):
    other = share_with(published_version, people, actor=writer)
    recall_share(held, actor=writer)
    assert states(other) == ["queued"] * 4 and Delivery.objects.usable().filter(share=other).count() == 4


def test_what_was_just_being_sent_is_not_tried_again(held, writer):
    hold_over(held)
    mail = sending.claim()
    recalled = recall_share(held, actor=writer)
    assert (recalled.withdrawn, recalled.sent, recalled.in_hand) == (3, 0, 1)
    sending.finish(mail, Outcome("queued", "451 busy"))
    mail.refresh_from_db()
    assert mail.state == "queued" and not still_wanted(mail)
    assert sending.send(mail, server=None).state == "withdrawn"


def test_a_called_back_version_can_be_shared_anew(held, published_version, people, writer):
    recall_share(held, actor=writer)
    anew = share_with(published_version, people, actor=writer)
    assert states(anew) == ["queued"] * 4 and Delivery.objects.usable().count() == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("workers", [1, 3])
def test_at_once_with_workers_each_mail_is_back_or_sent(published_version, writer, workers):
    """Three rounds of callers against workers that claim and finish as fast as they can."""
    crowd = make.PersonFactory.create_batch(40, organization=make.StakeholderFactory())
    for _ in range(3):
        share = share_with(published_version, crowd, actor=writer)
        start, sent, outcomes = threading.Barrier(workers + 2), [], []

        def work(start=start, sent=sent):
            start.wait()
            while mail := sending.claim():
                wanted = still_wanted(mail)
                if wanted:
                    sent.append(mail.pk)
                sending.finish(mail, Outcome("accepted" if wanted else "withdrawn", "250"))
            connection.close()

        def call_back(start=start, share=share, outcomes=outcomes):
            start.wait()
            try:
                outcomes.append(recall_share(share, actor=writer).withdrawn)
            except (AlreadySent, CalledBack):
                outcomes.append(0)
            finally:
                connection.close()

        threads = [threading.Thread(target=target) for target in [work] * workers + [call_back] * 2]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert len(outcomes) == 2 and min(outcomes) == 0
        assert len(sent) == len(set(sent))
        share.refresh_from_db()  # its deliveries below bear this very object: it must know of the recall
        for delivery in share.deliveries.select_related("mail"):
            was_sent = delivery.mail_id in sent
            assert delivery.mail.state == ("accepted" if was_sent else "withdrawn")
            assert was_sent or delivery.revoked_at or delivery.share.recalled_at
        assert states(share).count("accepted") == len(sent)


def test_a_mail_claimed_before_the_recall_and_asked_after_it_never_leaves(published_version, writer):
    crowd = make.PersonFactory.create_batch(2, organization=make.StakeholderFactory())
    share = share_with(published_version, crowd, actor=writer)
    OutboxMail.objects.exclude(delivery__share=share).update(state="accepted", finished_at=timezone.now())
    claimed = sending.claim()
    recall_share(share, actor=writer)
    assert not still_wanted(claimed)
    sending.finish(claimed, Outcome("withdrawn", ""))
    share.refresh_from_db()
    assert share.recalled_at and states(share) == ["withdrawn", "withdrawn"]
    assert share.deliveries.get(mail=claimed).revoked_at is None, "the share says it for this one"


@pytest.mark.parametrize(("hold", "words"), [(60, "leave in 60 seconds"), (0, "2 mails are on their way")])
def test_whoever_sends_is_told_of_the_hold(published_version, people, client, settings, hold, words):
    settings.SHARE_HOLD_SECONDS = hold
    data = {"chosen": f"{people[0].pk},{people[1].pk}", "nonce": "7f6f6df0-7a86-4b36-9a9b-0e4f5cf8e9b1"}
    address = reverse("actionplans:share_send", args=[published_version.pk])
    assert words in client.post(address, data, follow=True).content.decode()
