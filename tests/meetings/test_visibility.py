"""Who sees a meeting, and who sees where it is and who comes."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import AgreementFactory, AttendanceFactory, MeetingFactory, StakeholderFactory, representative
from tests.meetings.conftest import LINK, PLACE

pytestmark = pytest.mark.django_db
NAME = "Invitada de prueba 4711"


def address(scene, name: str = "meeting_detail") -> str:
    return reverse(f"meetings:{name}", args=[scene.meeting.pk])


@pytest.mark.parametrize(
    ("who", "sees_meeting", "sees_place"),
    [
        ("invited", True, True),
        ("member", True, False),
        ("outsider", False, False),
        ("coordinator", True, True),
        ("administrator", True, True),
    ],
)
def test_place_link_and_names_are_for_the_invited(scene, logged_in, who, sees_meeting, sees_place):
    answer = logged_in(getattr(scene, who)).get(address(scene))
    page = answer.content.decode()
    assert answer.status_code == (200 if sees_meeting else 404)
    for canary in (PLACE, LINK, NAME):
        assert (canary in page) == sees_place, canary
    assert ("Only the invited persons see it" in page or "Solo" in page) or sees_place or not sees_meeting


@pytest.mark.parametrize("who", ["member", "outsider"])
def test_no_page_of_others_names_place_or_persons(scene, logged_in, who):
    agreement = AgreementFactory(meeting=scene.meeting, owner=scene.organization)
    client = logged_in(getattr(scene, who))
    pages = [reverse(f"meetings:{name}") for name in ("meeting_list", "agreement_list", "body_list")]
    pages += [address(scene, name) for name in ("meeting_detail", "meeting_run", "attendance_add", "minutes_edit")]
    pages += [agreement.get_absolute_url(), reverse("meetings:agreement_report", args=[agreement.pk])]
    for page in pages:
        text = client.get(page).content.decode()
        assert PLACE not in text and LINK not in text and NAME not in text, page


def test_a_place_is_not_in_the_list_even_for_the_invited(scene, logged_in):
    assert PLACE not in logged_in(scene.invited).get(reverse("meetings:meeting_list")).content.decode()


def test_the_list_shows_visible_meetings_only(scene, logged_in):
    other = MeetingFactory(title="Reunión ajena de prueba")
    for who in ("invited", "member"):
        page = logged_in(getattr(scene, who)).get(reverse("meetings:meeting_list")).content.decode()
        assert scene.meeting.title in page and other.title not in page
    assert scene.meeting.title not in logged_in(scene.outsider).get(reverse("meetings:meeting_list")).content.decode()
    assert other.title in logged_in(scene.coordinator).get(reverse("meetings:meeting_list")).content.decode()


def test_agreements_of_invisible_meetings_are_404(scene, logged_in):
    agreement = AgreementFactory(meeting=scene.meeting, text="Acuerdo reservado de prueba")
    client = logged_in(scene.outsider)
    assert client.get(agreement.get_absolute_url()).status_code == 404
    assert client.get(reverse("meetings:agreement_report", args=[agreement.pk])).status_code == 404
    assert agreement.text not in client.get(reverse("meetings:agreement_list")).content.decode()
    assert logged_in(scene.member).get(agreement.get_absolute_url()).status_code == 200


def test_no_account_is_asked_to_log_in(client, scene):
    answer = client.get(address(scene))
    assert answer.status_code == 302 and reverse("account_login") in answer.url


def test_a_role_outside_the_alliance_sees_nothing(scene, logged_in):
    user = representative(organization=StakeholderFactory())
    AttendanceFactory(meeting=scene.meeting, person=user.person)
    for name in ("meeting_list", "agreement_list", "body_list"):
        assert logged_in(user).get(reverse(f"meetings:{name}")).status_code == 404
    assert logged_in(user).get(address(scene)).status_code == 404


def test_upcoming_first_then_past(scene, logged_in):
    later = timezone.now() + datetime.timedelta(days=9)
    soon = MeetingFactory(body=scene.body, title="Pronto de prueba", starts_at=later - datetime.timedelta(days=5))
    far = MeetingFactory(body=scene.body, title="Después de prueba", starts_at=later)
    page = logged_in(scene.member).get(reverse("meetings:meeting_list")).content.decode()
    places = [page.index(meeting.title) for meeting in (soon, far, scene.meeting)]
    assert places == sorted(places)


def test_what_ones_organization_owes_is_seen_wherever_it_was_agreed(scene, logged_in):
    """Whoever follows a representative finds the promise of a confidential meeting, and nothing of the meeting."""
    secret = MeetingFactory(title="Reunión reservada de prueba", is_confidential=True)
    organization = scene.outsider.person.organization
    owed = AgreementFactory(meeting=secret, owner=organization, text="Promesa de la organización")
    other = AgreementFactory(meeting=secret, text="De otra organización", sequence=2)
    client = logged_in(scene.outsider)
    addresses = [owed.get_absolute_url(), reverse("meetings:agreement_list"), reverse("handover")]
    addresses += [reverse("meetings:agreement_export", args=["csv"]), reverse("meetings:agreement_board")]
    for address in addresses:
        text = client.get(address).content.decode()
        assert owed.text in text and secret.title not in text and other.text not in text, address
    assert client.get(secret.get_absolute_url()).status_code == 404
    assert client.get(reverse("meetings:agreement_report", args=[owed.pk])).status_code == 200
    assert secret.title in logged_in(scene.coordinator).get(owed.get_absolute_url()).content.decode()
