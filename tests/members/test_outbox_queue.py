"""Queueing a mail: once, with the change it tells about, in the reader's language, whatever the broker does."""

import pytest
from celery import current_app
from django.db import transaction
from kombu import pools

from members import outbox, tasks
from members.models import OutboxMail
from members.tokens import PLACEHOLDER
from tests import factories as make

pytestmark = pytest.mark.django_db
WAKE = "celery"  # the Redis list that a worker reads


def test_one_row_rendered_in_the_readers_language(news):
    spanish = news.queue("1", make.PersonFactory(name="Ana", language="es"))
    english = news.queue("2", make.PersonFactory(name="Ben", language="en"))
    assert spanish.subject == "Noticias of Ana"
    assert english.subject == "News of Ben"
    assert english.text.startswith("hay novedades\n")
    assert {mail.state for mail in (spanish, english)} == {"queued"}


def test_a_line_break_ends_no_subject(news):
    assert outbox.render("members/email/news.txt", "es", {"person": {"name": "Ana\nBcc: x"}})[0] == "Noticias of Ana"


def test_the_same_key_twice_is_the_first_row(news):
    person = make.PersonFactory()
    first = news.queue("1", person, words="lo primero")
    again = news.queue("1", person, words="lo segundo")
    assert again == first
    assert "lo primero" in again.text
    assert OutboxMail.objects.count() == 1


def test_another_key_is_another_mail(news):
    person = make.PersonFactory()
    assert news.queue("1", person) != news.queue("2", person)


def test_a_person_without_an_address_is_a_visible_failure(news):
    mail = news.queue(to=make.PersonFactory(email=""))
    assert (mail.state, mail.answer) == ("failed", "no e-mail address")
    assert mail.finished_at
    assert not OutboxMail.objects.due().exists()


def test_an_event_that_nobody_registered_is_refused(db):
    with pytest.raises(KeyError):
        outbox.queue("newz", key="1", to=make.PersonFactory(), context={})


def test_each_message_id_is_its_own_and_of_this_site(news):
    first, second = news.queue("1"), news.queue("2")
    assert first.message_id != second.message_id
    assert first.message_id.endswith("@testserver>")


def test_the_row_holds_a_placeholder_and_no_token(news):
    mail = news.queue(link_uid="00000000-0000-4000-8000-000000000001")
    assert f"/read/{PLACEHOLDER}/" in mail.text


@pytest.mark.django_db(transaction=True)
def test_a_change_rolled_back_tells_nobody(news, redis_client):
    @transaction.atomic
    def change() -> None:
        news.queue()
        raise RuntimeError("the change failed")

    with pytest.raises(RuntimeError):
        change()
    assert not OutboxMail.objects.exists()
    assert redis_client.llen(WAKE) == 0


@pytest.mark.django_db(transaction=True)
def test_many_rows_wake_one_worker_once_and_only_at_the_end(news, redis_client):
    people = make.PersonFactory.create_batch(5)
    with transaction.atomic():
        for key, person in enumerate(people):
            news.queue(str(key), person)
        assert redis_client.llen(WAKE) == 0
    assert redis_client.llen(WAKE) == 1


@pytest.fixture
def no_broker(monkeypatch):
    """Nothing listens where the broker should be."""
    nowhere = current_app.connection_for_write("redis://127.0.0.1:9/0")
    monkeypatch.setattr(current_app.amqp, "_producer_pool", pools.producers[nowhere])


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_the_change_stands_and_waits_for_the_sweep(news, no_broker, redis_client):
    with transaction.atomic():
        mail = news.queue()
    mail.refresh_from_db()
    assert mail.state == "queued"
    assert redis_client.llen(WAKE) == 0


@pytest.mark.django_db(transaction=True)
def test_the_sweep_wakes_a_worker_where_something_is_due(news, redis_client):
    mail = news.queue()
    redis_client.flushdb()  # the wake is lost
    tasks.sweep()
    assert redis_client.llen(WAKE) == 1
    OutboxMail.objects.filter(pk=mail.pk).update(state="accepted")
    redis_client.flushdb()
    tasks.sweep()
    assert redis_client.llen(WAKE) == 0


@pytest.mark.parametrize("length", [250, 251, 400])
def test_a_subject_with_a_long_title_is_cut_and_nobody_goes_without(length):
    ready = {"to_email": "a@ejemplo.example", "text": "Texto", "language": "es"}
    subject = outbox.queue_rendered("account_mail", key="long", subject="x" * length, **ready).subject
    assert len(subject) == 250 and subject.endswith("x" if length == 250 else "…")


def test_so_is_one_that_a_template_writes(settings):
    settings.ALLIANCE_NAME = "Ñ" * 300
    row = outbox.queue("contact_changed", key="long", to=make.PersonFactory(), context={})
    assert len(row.subject) == 250 and row.subject.endswith("…")
