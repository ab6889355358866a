"""Whoever is nobody of the organization any more has no link to what was sent to it; what they did before stays."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actionplans.ledger import listed, rows
from actionplans.models import Delivery
from actionplans.services import delivery as stakeholder
from actionplans.services.recall import NoOpenLink, send_again
from actionplans.services.reminders import to_remind
from actionplans.services.share import share_with, still_wanted
from members.models import Mandate, OutboxMail, Person
from members.services.mandates import end_mandate
from members.tokens import token_for
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def representative(representatives) -> Person:
    return representatives[0].person


def sent(version, person: Person, writer) -> Delivery:
    delivery = share_with(version, [person], actor=writer).deliveries.get()
    OutboxMail.objects.filter(pk=delivery.mail_id).update(state="accepted")
    return delivery


def opens(delivery: Delivery) -> bool:
    answer = Client().get(reverse("actionplans:delivery_open", args=[token_for(delivery.uid)]))
    assert answer.status_code in (200, 404)
    return answer.status_code == 200


def refused(version, delivery: Delivery) -> bool:
    """By the page, by the acts, by mails that wait and by reminders alike."""
    with pytest.raises(stakeholder.LinkEnded):
        stakeholder.acknowledge("Ana", actor=delivery)
    delivery.refresh_from_db()
    assert delivery.acknowledged_at is None
    assert not still_wanted(delivery.mail)
    assert not to_remind(version).filter(pk=delivery.pk).exists()
    return not opens(delivery)


def test_a_role_that_was_lost_ends_the_link_at_once(published_version, representative, writer):
    delivery = sent(published_version, representative, writer)
    assert opens(delivery) and to_remind(published_version).filter(pk=delivery.pk).exists()
    end_mandate(representative.mandates.get(), actor=writer)
    assert refused(published_version, delivery)
    (row,) = rows(listed(delivery.share), 6)
    assert row.link_closed and row.can_revoke


def test_another_role_there_keeps_it(published_version, representative, writer):
    delivery = sent(published_version, representative, writer)
    make.MandateFactory(person=representative, role="spokesperson")
    end_mandate(representative.mandates.get(role="principal"), actor=writer)
    assert opens(delivery)


def test_whoever_moved_elsewhere_does_not_answer_for_the_old_organization(published_version, writer):
    person = make.PersonFactory(organization=make.StakeholderFactory())
    delivery = sent(published_version, person, writer)
    for elsewhere in (make.StakeholderFactory(), None):
        Person.objects.filter(pk=person.pk).update(organization=elsewhere)
        assert refused(published_version, delivery)
    Person.objects.filter(pk=person.pk).update(organization=delivery.organization)
    assert opens(delivery)


def test_a_mandate_there_counts_though_the_directory_has_them_elsewhere(published_version, representative, writer):
    delivery = sent(published_version, representative, writer)
    Person.objects.filter(pk=representative.pk).update(organization=make.OrganizationFactory())
    assert opens(delivery)


@pytest.mark.parametrize(("days", "open_still"), [(0, False), (-1, False), (1, True)])
def test_an_organization_that_left(published_version, representative, writer, days, open_still):
    delivery = sent(published_version, representative, writer)
    organization = delivery.organization
    organization.left_on = timezone.localdate() + datetime.timedelta(days=days)
    organization.leaving_reason = "Motivo de prueba"
    organization.save()
    assert opens(delivery) == open_still


def test_what_was_acknowledged_stays(published_version, representative, writer):
    delivery = sent(published_version, representative, writer)
    stakeholder.acknowledge("Ana", actor=delivery)
    Mandate.objects.update(ends_on=timezone.localdate())
    (row,) = rows(listed(delivery.share), 6)
    assert row.state == "acknowledged" and not opens(delivery)


def test_nothing_is_sent_again_to_them(published_version, representative, writer):
    delivery = sent(published_version, representative, writer)
    OutboxMail.objects.filter(pk=delivery.mail_id).update(state="failed")
    Person.objects.filter(pk=representative.pk).update(email="nueva@ejemplo.example")
    Mandate.objects.filter(person=representative).update(ends_on=timezone.localdate())
    with pytest.raises(NoOpenLink):
        send_again(delivery, actor=writer)
