"""Many mails at once: the same rows as one by one, at a number of queries that doesn't grow with the recipients."""

import datetime
import time
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members import outbox
from members.models import OutboxMail
from members.outbox import Letter
from members.tokens import PLACEHOLDER
from tests import factories as make

pytestmark = pytest.mark.django_db


def letters(people, words="hay novedades", start=0) -> list[Letter]:
    context = {"words": words, "token": PLACEHOLDER}
    return [Letter(str(start + n), person, context) for n, person in enumerate(people)]


def queries(of: list[Letter]) -> int:
    with CaptureQueriesContext(connection) as seen:
        outbox.queue_many("news", of)
    return len(seen)


def test_a_row_each_in_their_order_and_language(news):
    people = [make.PersonFactory(name="Ana", language="es"), make.PersonFactory(name="Ben", language="en")]
    spanish, english = outbox.queue_many("news", letters(people))
    assert (spanish.person, spanish.subject) == (people[0], "Noticias of Ana")
    assert (english.person, english.subject) == (people[1], "News of Ben")
    assert spanish.pk and english.pk and spanish.message_id != english.message_id


def test_each_row_keeps_what_is_its_own(news):
    later, link = timezone.now() + datetime.timedelta(hours=1), uuid.uuid4()
    context = {"words": "x", "token": PLACEHOLDER}
    letter = Letter("1", make.PersonFactory(), context, subject_id=7, link_uid=link, due_at=later)
    row = OutboxMail.objects.get(pk=outbox.queue_many("news", [letter])[0].pk)
    assert (row.subject_id, row.link_uid, row.due_at) == (7, link, later)


def test_who_was_told_before_is_not_told_again(news):
    people = make.PersonFactory.create_batch(3)
    first = outbox.queue_many("news", letters(people[:2], "lo primero"))
    again = outbox.queue_many("news", letters(people, "lo segundo"))
    assert again[:2] == first
    assert "lo primero" in again[0].text and "lo segundo" in again[2].text
    assert OutboxMail.objects.count() == 3


def test_a_key_named_twice_is_one_mail(news):
    person = make.PersonFactory()
    one, same = outbox.queue_many("news", letters([person]) + letters([person]))
    assert one == same


def test_who_has_no_address_is_a_visible_failure(news):
    mute, fine = outbox.queue_many("news", letters([make.PersonFactory(email=""), make.PersonFactory()]))
    assert (mute.state, mute.answer, fine.state) == ("failed", "no e-mail address", "queued")


def test_nobody_is_no_row_and_no_query(news):
    assert queries([]) == 0


def test_an_event_that_nobody_registered_is_refused(db):
    with pytest.raises(KeyError):
        outbox.queue_many("newz", letters([make.PersonFactory()]))


def test_queries_do_not_grow_with_the_recipients(news):
    people = make.PersonFactory.create_batch(30)
    assert queries(letters(people[:1])) == queries(letters(people, start=100)) <= 4


def test_more_than_a_batch(news, monkeypatch):
    monkeypatch.setattr(outbox, "BATCH", 2)
    rows = outbox.queue_many("news", letters(make.PersonFactory.create_batch(5)))
    assert [row.key for row in rows] == ["0", "1", "2", "3", "4"]


@pytest.mark.django_db(transaction=True)
def test_one_worker_is_woken_once(news, redis_client):
    outbox.queue_many("news", letters(make.PersonFactory.create_batch(5)))
    assert redis_client.llen("celery") == 1


def test_two_thousand_are_queued_in_a_moment(news):
    people = [make.PersonFactory(), make.PersonFactory(language="en")] * 1000
    start = time.monotonic()
    assert len(outbox.queue_many("news", letters(people))) == 2000
    assert time.monotonic() - start < 20  # 1 s on an idle machine
