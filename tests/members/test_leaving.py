"""Whoever leaves on a coming day takes part until then; from that day on they have left."""

import datetime

import pytest
from django.utils import timezone

from actionplans.forms.review import ReviewForm
from actionplans.forms.share.recipients import offered_people
from members.models import Organization, roles_of
from tests.factories import OrganizationFactory, PersonFactory, coordinator, representative

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(("days", "takes_part"), [(-1, False), (0, False), (1, True), (None, True)])
def test_active_until_the_day_it_leaves(days, takes_part):
    left_on = None if days is None else timezone.localdate() + days * DAY
    organization = OrganizationFactory(left_on=left_on)
    person = PersonFactory(organization=organization)
    assert (organization in Organization.objects.active_members()) is takes_part
    assert organization.has_left is not takes_part
    assert (organization in ReviewForm().fields["organizations"].queryset) is takes_part
    assert (person in offered_people()) is takes_part
    assert roles_of(representative(organization=organization)).is_representative is takes_part


def test_the_page_says_left_or_leaves(client):
    client.force_login(coordinator())
    gone = OrganizationFactory(left_on=timezone.localdate())
    going = OrganizationFactory(left_on=timezone.localdate() + DAY)
    assert "se retiró el" in client.get(gone.get_absolute_url()).content.decode()
    page = client.get(going.get_absolute_url()).content.decode()
    assert "se retira el" in page and "se retiró el" not in page
