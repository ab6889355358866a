"""A real worker, killed as power cuts kill: nobody is missed, and at most one mail a kill arrives twice.

A lease lasts a minute and the sweep comes once a minute; here time is made to pass by moving what is due.
"""

import time
from collections import Counter

import pytest
from django.db import connection, transaction

from members import outbox, tasks
from members.models import OutboxMail
from tests.members import news

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MAILS = 60
REFUSED, BUSY = "p7@ejemplo.example", "p11@ejemplo.example"


@pytest.fixture
def sink(smtp_sink):
    smtp_sink.answer(REFUSED, "550 5.1.1 no such mailbox")
    smtp_sink.answer(BUSY, "451 4.3.2 busy", times=1)
    smtp_sink.slow(0.03)
    return smtp_sink


def queue_all() -> None:
    """The rows of one change, and one wake for them all."""
    with transaction.atomic():
        for n in range(MAILS):
            outbox.queue_rendered(
                "account_mail",
                key=str(n),
                to_email=f"p{n}@ejemplo.example",
                subject="Prueba",
                text="Texto de prueba",
                language="es",
            )


def lease_ends_and_sweep() -> None:
    news.due_now()
    tasks.sweep()


def unsettled(seconds: float) -> int:
    """The rows still open once all are settled, or after so long."""
    deadline = time.monotonic() + seconds
    while count := OutboxMail.objects.filter(state__in=["queued", "sending"]).count():
        if time.monotonic() > deadline:
            return count
        time.sleep(0.1)
    return 0


def kill_between_two_mails(worker, sink) -> None:
    before = len(sink.envelopes)
    worker.start(OUTBOX_RETRY_SECONDS="1,1,1")
    sink.wait_for(before + 6)
    worker.kill9()


def duplicates(sink) -> int:
    """How many mails came more than once; each came with an id that a row had stored before."""
    counted = Counter(one.message["Message-ID"] for one in sink.envelopes)
    assert set(counted) <= set(OutboxMail.objects.values_list("message_id", flat=True))
    return sum(counted.values()) - len(counted)


def assert_nobody_missed(sink) -> None:
    failed = OutboxMail.objects.filter(state="failed")
    assert [mail.to_email for mail in failed] == [REFUSED]
    assert failed[0].answer.startswith("550")
    assert OutboxMail.objects.filter(state="accepted").count() == MAILS - 1
    reached = {one.recipients[0] for one in sink.envelopes}
    assert reached == {f"p{n}@ejemplo.example" for n in range(MAILS)} - {REFUSED}


def test_kills_lose_nobody(worker, sink):
    queue_all()
    kills = 3
    for _ in range(kills):
        kill_between_two_mails(worker, sink)
        lease_ends_and_sweep()
    worker.start(OUTBOX_RETRY_SECONDS="1,1,1")
    while unsettled(2):
        lease_ends_and_sweep()
    assert_nobody_missed(sink)
    assert duplicates(sink) <= kills


def test_without_lease_and_sweep_the_rows_would_stay_and_with_them_a_flushed_redis_loses_nobody(
    worker, sink, redis_client
):
    """The control: the same kill is seen as a loss until lease and sweep have done their part."""
    queue_all()
    kill_between_two_mails(worker, sink)
    redis_client.flushdb()
    worker.start(OUTBOX_RETRY_SECONDS="1,1,1")
    assert unsettled(3) > MAILS // 2
    lease_ends_and_sweep()
    redis_client.flushdb()
    while unsettled(2):
        lease_ends_and_sweep()
    assert_nobody_missed(sink)
    assert duplicates(sink) <= 1


CUT_THE_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def test_an_idle_worker_whose_database_was_restarted_finds_it_again(worker, sink, monkeypatch):
    """Its connections are cut, and only the sweeper can find the mails: nothing else may have to heal it."""
    worker.start()
    tasks.sweep.delay()
    worker.wait_for("succeeded")
    with connection.cursor() as cursor:
        cursor.execute(CUT_THE_OTHERS)
    monkeypatch.setattr(outbox, "wake_worker", lambda: None)
    queue_all()
    for _ in range(3):
        tasks.sweep.delay()
    assert sink.wait_for(1, seconds=10)
