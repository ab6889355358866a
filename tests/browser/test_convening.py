"""From the draft to the answers: convened at a desk, answered on a phone without scripts or an account."""

import datetime

import pytest
from django.utils import timezone

from meetings.models import Attendance, Meeting
from meetings.services.meetings import create_meeting
from members.tokens import token_for
from tests import factories as make
from tests.browser.test_every_page import FIRST_LOAD, faults, weigh

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_convened_answered_by_a_substitute_seen_by_the_coordinator(page_for):
    writer, guest = make.coordinator(), make.representative()
    body = make.BodyFactory(organizations=[guest.person.organization])
    starts_at = timezone.now() + datetime.timedelta(days=10)
    meeting = create_meeting(Meeting(body=body, title="Reunión de prueba", starts_at=starts_at), actor=writer)
    desk = page_for(writer)
    desk.goto(meeting.get_absolute_url())
    assert "nadie se le ha avisado" in desk.locator("main").inner_text()
    desk.goto(f"/meetings/{meeting.pk}/convene/")
    desk.get_by_role("button", name="Enviar las invitaciones").click()
    assert "Se le avisa por correo a 1 persona" in desk.locator("main").inner_text()

    phone = page_for(None, width=360, java_script_enabled=False)
    sizes = weigh(phone)
    token = token_for(Attendance.objects.get(meeting=meeting).uid)
    phone.goto(f"/meetings/i/{token}/")
    assert sum(sizes) <= FIRST_LOAD
    phone.get_by_role("button", name="Voy").click()
    assert "viene" in phone.get_by_role("status").inner_text()
    phone.locator("summary").click()
    phone.get_by_label("Nombre de quien viene").fill("Persona Suplente")
    phone.get_by_label("Su correo electrónico").fill("suplente@ejemplo.example")
    phone.get_by_role("button", name="Enviarle la invitación").click()
    assert "Persona Suplente" in phone.get_by_role("status").inner_text()

    desk.goto(meeting.get_absolute_url())
    assert "1 envía a otra persona" in desk.locator("main").inner_text()
    assert not faults(desk, "es", [])
    seen = page_for(None, width=360)
    seen.goto(f"/meetings/i/{token}/")
    assert not faults(seen, "es", [])
