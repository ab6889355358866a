"""Putting a version in force, once."""

import datetime
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from actionplans.models import PlanVersion
from actionplans.services import notices, publication
from actionplans.services.errors import AlreadyPublished, NotInReview, Refused
from members.models import Mandate, OutboxMail


def mails() -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(event="version_published"))


def test_in_force_with_who_and_when(published_version, writer):
    published_version.refresh_from_db()
    assert published_version.state == "published"
    assert published_version.published_by == writer
    assert timezone.now() - published_version.published_at < datetime.timedelta(minutes=1)


def test_every_members_representatives_get_one_mail(published_version, representatives):
    assert {mail.person_id for mail in mails()} == {user.person.pk for user in representatives}
    assert len(mails()) == 2
    assert published_version.content_sha256 in mails()[0].text


def test_not_told_after_the_mandate_ended(published_version):
    mail = mails()[0]
    assert notices.still_represents(mail)
    Mandate.objects.filter(person=mail.person).update(ends_on=timezone.localdate())
    assert not notices.still_represents(mail)


def test_not_twice(published_version, writer):
    with pytest.raises(AlreadyPublished):
        publication.publish(published_version, actor=writer)
    assert len(mails()) == 2


def test_not_a_draft(draft, writer):
    with pytest.raises(NotInReview):
        publication.publish(draft, actor=writer)


def test_not_a_withdrawn_version(withdrawn, writer):
    with pytest.raises(NotInReview):
        publication.publish(withdrawn, actor=writer)


def test_only_by_writers(in_review, representatives):
    with pytest.raises(PermissionDenied):
        publication.publish(in_review, actor=representatives[0])


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins(transactional_db, in_review, writer):
    results, start = [], threading.Barrier(2)

    def press() -> None:
        try:
            start.wait()
            publication.publish(PlanVersion.objects.get(pk=in_review.pk), actor=writer)
            results.append("published")
        except Refused as refused:
            results.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["AlreadyPublished", "published"]
    assert len(mails()) == 2
