"""Lists and pages ask the database as often for thirty rows as for one."""

import pytest
from django.urls import reverse

from meetings.models import AgendaItem, SwotItem
from tests.factories import AgreementFactory, AttendanceFactory, BodyFactory, MeetingFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
MOST = 8


def fill(scene, n: int) -> None:
    for i in range(n):
        other = MeetingFactory(body=scene.body)
        organization = OrganizationFactory()
        AgreementFactory(meeting=other, owner=organization)
        agreement = AgreementFactory(meeting=scene.meeting, owner=organization)
        agreement.partners.add(scene.organization)
        AttendanceFactory(meeting=scene.meeting, status="present")
        AgendaItem.objects.create(meeting=scene.meeting, order=i, title=f"Punto {i}")
        SwotItem.objects.create(meeting=scene.meeting, quadrant="strength", text=f"F {i}", raised_by=organization)
        BodyFactory(organizations=[organization])


PAGES = ["meeting_list", "agreement_list", "body_list", "meeting_detail"]
READERS = ["coordinator", "invited", "member"]


@pytest.mark.parametrize(
    ("who", "name"), [*((who, name) for who in READERS for name in PAGES), ("coordinator", "meeting_run")]
)
def test_constant_queries(scene, logged_in, counted, name, who):
    args = [scene.meeting.pk] if name in ("meeting_detail", "meeting_run") else []
    address, client = reverse(f"meetings:{name}", args=args), logged_in(getattr(scene, who))
    fill(scene, 1)
    client.get(address)
    with counted() as few:
        assert client.get(address).status_code == 200
    fill(scene, 29)
    with counted() as many:
        client.get(address)
    assert len(few()) == len(many()), many()
    assert len(many()) <= MOST, many()


def test_constant_queries_of_an_agreement_with_a_long_history(scene, logged_in, counted):
    agreement = AgreementFactory(meeting=scene.meeting, owner=scene.organization)
    client = logged_in(scene.coordinator)
    client.get(agreement.get_absolute_url())
    with counted() as few:
        client.get(agreement.get_absolute_url())
    report = reverse("meetings:agreement_report", args=[agreement.pk])
    for n in range(30):
        client.post(report, {"state": "in_progress", "words": f"Avance {n}"})
        agreement.partners.add(OrganizationFactory())
    client.get(agreement.get_absolute_url())
    with counted() as many:
        client.get(agreement.get_absolute_url())
    assert abs(len(few()) - len(many())) <= 1 and len(many()) <= MOST, many()
