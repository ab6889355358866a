"""A share, a review and published minutes cost the database the same few queries for 3 recipients and for 40."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actionplans.services import notices
from actionplans.services.share import share_with
from meetings.services.minutes_publication import publish_minutes
from members.models import OutboxMail, roles_of
from tests import factories as make

pytestmark = pytest.mark.django_db


def queries(act) -> int:
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def strangers(count: int):
    return make.PersonFactory.create_batch(count, organization=make.StakeholderFactory())


def test_a_share(published_version, writer):
    few, many = strangers(3), strangers(40)
    first = queries(lambda: share_with(published_version, few, actor=writer))
    assert queries(lambda: share_with(published_version, many, actor=writer)) == first
    assert OutboxMail.objects.filter(event="plan_shared").count() == 43


def test_a_notice(published_version):
    few, many = strangers(3), strangers(40)
    assert published_version.plan
    first = queries(lambda: notices.tell(notices.VERSION_PUBLISHED, published_version, few))
    assert queries(lambda: notices.tell(notices.VERSION_PUBLISHED, published_version, many)) == first
    assert OutboxMail.objects.filter(event="version_published", person__in=few + many).count() == 43


def test_published_minutes(writer):
    counted = []
    assert roles_of(writer).sees_everything
    for people in (strangers(3), strangers(40)):
        meeting = make.MeetingFactory(closed_at=timezone.now())
        for person in people:
            make.AttendanceFactory(meeting=meeting, person=person)
        version = make.minutes_version(meeting, "Acta", "approved")
        counted.append(queries(lambda version=version: publish_minutes(version, actor=writer)))
    assert counted[0] == counted[1]
    assert OutboxMail.objects.filter(event="minutes_published").count() == 43
