"""Sharing the version in force: who gets what, once, or a refusal that writes nothing."""

import time
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.models import Delivery, Share
from actionplans.services import publication, review
from actionplans.services.share import NobodyChosen, NotInForce, revoke_delivery, share_with, still_wanted
from members import delivery as sending
from members.models import OutboxMail
from members.tokens import PLACEHOLDER, digest, token_for
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    ministry = make.StakeholderFactory(name="Ministerio de ejemplo")
    donor = make.StakeholderFactory(kind="donor", level="")
    return [
        make.PersonFactory(organization=ministry, name="Enlace Uno", language="es"),
        make.PersonFactory(organization=donor, name="Contact Two", language="en"),
    ]


def mails():
    return OutboxMail.objects.filter(event="plan_shared")


def test_a_delivery_and_a_mail_each(published_version, people, writer):
    share = share_with(published_version, people, " Con gusto.\n", actor=writer)
    assert (share.version, share.created_by, share.message) == (published_version, writer, "Con gusto.")
    assert {d.person for d in share.deliveries.all()} == set(people)
    for delivery in share.deliveries.select_related("mail", "person"):
        assert delivery.organization_id == delivery.person.organization_id
        assert delivery.language == delivery.person.language == delivery.mail.language
        assert delivery.mail.to_email == delivery.person.email
        assert delivery.mail.state == "queued"
        assert (delivery.expires_at - share.created_at).days == 180


def test_the_mail_speaks_the_readers_language_and_says_what_it_is(published_version, people, writer):
    share_with(published_version, people, "Con gusto.", actor=writer)
    spanish, english = mails().get(language="es"), mails().get(language="en")
    assert "Plan de acción de prueba" in spanish.subject
    assert english.subject.startswith("Test action plan: version 1")
    for mail in (spanish, english):
        assert "Con gusto." in mail.text
        assert str(writer.person.organization) in mail.text
        assert published_version.content_sha256[:12] in mail.text
        assert "2018–2020" in mail.text
        assert f"http://testserver/plans/d/{PLACEHOLDER}/" in mail.text
        assert writer.person.name not in mail.text and writer.email not in mail.text


def test_the_database_holds_no_token(published_version, people, writer):
    share = share_with(published_version, people, actor=writer)
    for delivery in share.deliveries.select_related("mail"):
        token = token_for(delivery.uid)
        assert delivery.token_sha256 == digest(token)
        assert delivery.mail.link_uid == delivery.uid
        assert token not in delivery.mail.text


def test_the_link_of_the_mail_opens_the_delivery(published_version, people, writer, client):
    delivery = share_with(published_version, people[:1], actor=writer).deliveries.get()
    letter = sending.message(delivery.mail)
    address = next(word for word in letter.body.split() if "/plans/d/" in word)
    assert client.get(address.removeprefix("http://testserver")).status_code == 200


def test_somebody_named_twice_gets_one(published_version, people, writer):
    share = share_with(published_version, [*people, people[0]], actor=writer)
    assert share.deliveries.count() == mails().count() == 2


def test_the_same_preview_sent_twice_is_one_share(published_version, people, writer):
    nonce = uuid.uuid4()
    first = share_with(published_version, people, actor=writer, nonce=nonce)
    again = share_with(published_version, people, actor=writer, nonce=nonce)
    assert again == first
    assert Share.objects.count() == 1 and mails().count() == 2


def test_another_share_tells_again(published_version, people, writer):
    share_with(published_version, people, actor=writer, nonce=uuid.uuid4())
    share_with(published_version, people, actor=writer, nonce=uuid.uuid4())
    assert mails().count() == 4


def test_nobody_without_an_address_is_passed_over_in_silence(published_version, people, writer):
    mute = make.PersonFactory(organization=people[0].organization, email="")
    share = share_with(published_version, [*people, mute], actor=writer)
    assert share.deliveries.get(person=mute).mail.state == "failed"


@pytest.mark.parametrize("version", ["draft", "in_review", "withdrawn"])
def test_only_what_is_in_force(version, people, writer, request):
    with pytest.raises(NotInForce):
        share_with(request.getfixturevalue(version), people, actor=writer)
    assert not Share.objects.exists() and not mails().exists()


def test_not_what_was_superseded(published_version, next_draft, people, asked, writer):
    publication.publish(review.open_review(next_draft, asked, make.in_a_week(), actor=writer), actor=writer)
    with pytest.raises(NotInForce):
        share_with(published_version, people, actor=writer)


def test_with_somebody(published_version, writer):
    with pytest.raises(NobodyChosen):
        share_with(published_version, [], actor=writer)
    assert not Share.objects.exists()


def test_by_writers_only(published_version, people, representatives):
    with pytest.raises(PermissionDenied):
        share_with(published_version, people, actor=representatives[0])
    assert not Share.objects.exists()


def test_all_or_nothing(published_version, people, writer, monkeypatch):
    people[1].organization_id = None
    with pytest.raises(Exception, match="organization"):
        share_with(published_version, people, actor=writer)
    assert not Share.objects.exists() and not mails().exists()


def test_a_revoked_link_ends_its_mail(published_version, people, writer):
    first, second = share_with(published_version, people, actor=writer).deliveries.select_related("mail")
    assert still_wanted(first.mail)
    revoked = revoke_delivery(first, actor=writer)
    assert not still_wanted(first.mail) and still_wanted(second.mail)
    assert revoke_delivery(first, actor=writer).revoked_at == revoked.revoked_at


def test_a_superseded_version_is_still_wanted(published_version, next_draft, people, asked, writer):
    delivery = share_with(published_version, people, actor=writer).deliveries.first()
    publication.publish(review.open_review(next_draft, asked, make.in_a_week(), actor=writer), actor=writer)
    assert still_wanted(delivery.mail)


def test_links_are_revoked_by_writers_only(published_version, people, writer, representatives):
    delivery = share_with(published_version, people, actor=writer).deliveries.first()
    with pytest.raises(PermissionDenied):
        revoke_delivery(delivery, actor=representatives[0])
    assert Delivery.objects.usable().filter(pk=delivery.pk).exists()


def test_five_hundred_in_seconds(published_version, writer):
    ministry = make.StakeholderFactory()
    crowd = make.PersonFactory.create_batch(500, organization=ministry)
    start = time.monotonic()
    with CaptureQueriesContext(connection) as queries:
        share_with(published_version, crowd, actor=writer)
    assert time.monotonic() - start < 10  # under 1 s where nothing else runs
    assert len(queries) < 30
    assert Delivery.objects.count() == 500
