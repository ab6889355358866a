"""Claiming: one worker a row, and a dead worker's row is free again when its lease ends."""

import threading

import pytest
from django.db import connection, transaction
from django.utils import translation

from members import delivery
from members.answers import reason
from members.delivery import Outcome
from members.models import OutboxAttempt, OutboxMail

ROWS = 24


def in_threads(count: int, work) -> None:
    """`work()` in so many threads from the same moment on, each with a database connection of its own."""
    start = threading.Barrier(count)

    def one() -> None:
        start.wait()
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_get_a_row_each(news):
    for key in range(ROWS):
        news.queue(str(key))
    claimed = []

    def work() -> None:
        while mail := delivery.claim():
            claimed.append(mail.pk)

    in_threads(4, work)
    assert sorted(claimed) == sorted(OutboxMail.objects.values_list("pk", flat=True))
    assert set(OutboxMail.objects.values_list("state", "attempts")) == {("sending", 1)}


@pytest.mark.django_db(transaction=True)
def test_a_row_that_another_worker_is_just_taking_is_passed_over(news):
    first, second = news.queue("1"), news.queue("2")
    others = []
    with transaction.atomic():
        OutboxMail.objects.select_for_update().get(pk=first.pk)
        in_threads(1, lambda: others.append(delivery.claim()))
    assert others == [second]


def test_the_longest_due_goes_first_and_the_future_waits(news):
    new, old, future = news.queue("1"), news.queue("2"), news.queue("3")
    news.later(old, hours=1)
    news.later(future, hours=-1)
    assert [delivery.claim(), delivery.claim(), delivery.claim()] == [old, new, None]


def test_what_a_dead_worker_left_goes_first(news):
    waiting, stuck = news.queue("1"), news.queue("2")
    news.later(waiting, hours=1)
    OutboxMail.objects.filter(pk=stuck.pk).update(state="sending", attempts=1)
    assert [delivery.claim(), delivery.claim(), delivery.claim()] == [stuck, waiting, None]


def test_a_claimed_row_is_nobody_elses_until_its_lease_ends(news, settings):
    first = news.queue()
    assert delivery.claim() == first
    assert delivery.claim() is None
    first.refresh_from_db()
    news.later(first, seconds=settings.OUTBOX_LEASE_SECONDS - 1)
    assert delivery.claim() is None
    news.later(first, seconds=2)
    assert delivery.claim() == first


def test_the_lease_is_longer_than_a_mail_server_may_take(settings):
    assert settings.OUTBOX_LEASE_SECONDS > settings.EMAIL_TIMEOUT * 2


def test_a_row_whose_worker_dies_each_time_is_given_up_and_says_why(news, settings):
    deadly, fine = news.queue("1"), news.queue("2")
    OutboxMail.objects.filter(pk=fine.pk).update(state="withdrawn")
    for _ in range(len(settings.OUTBOX_RETRY_SECONDS) + 5):
        assert delivery.claim() == deadly
        news.due_now()
    news.later(deadly, hours=1)
    OutboxMail.objects.filter(pk=fine.pk).update(state="queued")
    assert delivery.claim() == fine
    deadly.refresh_from_db()
    assert (deadly.state, deadly.lease_token) == ("failed", None)
    assert deadly.finished_at
    with translation.override("en"):
        assert "broken off each time" in reason(deadly.answer)
    assert deadly.tries.get().answer == deadly.answer


def test_who_lost_the_lease_writes_nothing(news):
    mail = news.queue()
    slow = delivery.claim()
    news.due_now()
    quick = delivery.claim()
    delivery.finish(quick, Outcome("accepted", "250"))
    delivery.finish(slow, Outcome("failed", "550 too late"))
    mail.refresh_from_db()
    assert (mail.state, mail.answer) == ("accepted", "250")
    assert OutboxAttempt.objects.count() == 1
