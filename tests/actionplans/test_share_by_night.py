"""What the ledger says of a mail that waits: for the hold, for the morning of its reader, for its turn."""

import datetime

import pytest
from django.utils import timezone

from actionplans.ledger import summary
from actionplans.models import Share
from actionplans.services.share import share_with
from members.models import OutboxMail
from tests import factories as make

pytestmark = pytest.mark.django_db
NIGHT, TURN = "it is night there: leaves", "waits for its turn"


@pytest.fixture
def people(settings):
    """Where it is about two in the morning now, and where it is about noon."""
    settings.QUIET_HOURS, settings.SHARE_HOLD_SECONDS = (21, 7), 60
    return [make.PersonFactory(organization=make.StakeholderFactory(), time_zone=zone_at(hour)) for hour in (2, 12)]


@pytest.fixture
def share(published_version, people, writer) -> Share:
    OutboxMail.objects.update(state="accepted", due_at=timezone.now())
    return share_with(published_version, people, actor=writer)


@pytest.fixture
def client(writer, logged_in):
    client = logged_in(writer)
    client.cookies["django_language"] = "en"
    return client


def zone_at(hour: int) -> str:
    offset = (hour - timezone.now().hour) % 24
    return f"Etc/GMT{-offset if offset <= 12 else 24 - offset:+d}"


def hold_over(share: Share) -> None:
    earlier = timezone.now() - datetime.timedelta(seconds=61)
    Share.objects.filter(pk=share.pk).update(created_at=earlier)
    share.refresh_from_db()


def test_in_the_hold_only_who_sleeps_waits_for_the_morning(share, client):
    page = client.get(share.get_absolute_url()).content.decode()
    assert page.count(NIGHT) == 1 and page.count("until ") >= 1 and "On hold until" in page
    assert summary(share).nights == 1


def test_after_the_hold_it_says_when_it_leaves_and_can_be_called_back(share, client, people):
    hold_over(share)
    OutboxMail.objects.filter(person=people[1]).update(state="accepted", finished_at=timezone.now())
    page = client.get(share.get_absolute_url()).content.decode()
    assert "1 mail waits for the morning, because it is night where its reader is." in page
    assert page.count(NIGHT) == 1 and 'id="recall"' in page and 'hx-trigger="every 30s"' in page
    due = timezone.localtime(OutboxMail.objects.get(person=people[0], event="plan_shared").due_at)
    assert f"{NIGHT} " in page and f"{due:%H:%M}" in page.split(NIGHT)[1][:40]


def test_what_waits_for_the_rate_of_its_domain_is_no_night(share, client, people):
    hold_over(share)
    soon = timezone.now() + datetime.timedelta(minutes=5)
    OutboxMail.objects.filter(event="plan_shared").update(due_at=soon, put_off_at=timezone.now())
    page = client.get(share.get_absolute_url()).content.decode()
    assert page.count(TURN) == 2 and NIGHT not in page and summary(share).nights == 0


def test_once_it_is_due_nothing_of_it_is_said(share, client):
    hold_over(share)
    OutboxMail.objects.filter(event="plan_shared").update(due_at=timezone.now())
    page = client.get(share.get_absolute_url()).content.decode()
    assert NIGHT not in page and TURN not in page and summary(share).nights == 0
