"""A question written once is asked with the values of each time, not with those of the first."""

import datetime

import pytest
from django.utils import timezone

from members.models import Mandate, OutboxMail
from members.prepared import prepared
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def test_the_row_and_the_moment_are_those_of_each_time(news, django_assert_num_queries):
    due = prepared(lambda pk, now: OutboxMail.objects.filter(pk=pk, due_at__lte=now))
    first, second = news.queue("1"), news.queue("2")
    OutboxMail.objects.filter(pk=first.pk).update(due_at=timezone.now() - datetime.timedelta(seconds=1))
    OutboxMail.objects.filter(pk=second.pk).update(due_at=timezone.now() + datetime.timedelta(hours=1))
    with django_assert_num_queries(3):
        assert due(first.pk) and not due(second.pk) and not due(second.pk + 1)
    OutboxMail.objects.filter(pk=second.pk).update(due_at=timezone.now())
    assert due(second.pk)


def test_so_is_the_day(monkeypatch):
    begun = prepared(lambda pk, now: Mandate.objects.filter(pk=pk, starts_on__lte=timezone.localdate(now)))
    mandate = make.MandateFactory(starts_on=TODAY() + datetime.timedelta(days=1))
    assert not begun(mandate.pk)
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr("members.prepared.timezone.now", lambda: tomorrow)
    assert begun(mandate.pk)


def test_django_writes_it_once():
    asked = []

    def question(pk, now):
        asked.append(pk)
        return OutboxMail.objects.filter(pk=pk)

    there = prepared(question)
    assert not there(1) and not there(2) and len(asked) == 1
