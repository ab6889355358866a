"""A whole meeting by its pages: called, convened, run, an agreement taken down, closed; and it reaches its owner."""

import datetime
import re

import pytest
from django.utils import timezone

from meetings.models import AgendaItem, Agreement, Attendance, Meeting
from members.models import OutboxMail
from tests import factories as make
from tests.browser.test_every_page import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people():
    return [make.representative(name=f"Persona de prueba {n}") for n in (1, 2)]


@pytest.fixture
def body(people):
    return make.BodyFactory(
        name="Asamblea de prueba", organizations=[user.person.organization for user in people], quorum=2
    )


def call(page, body) -> Meeting:
    """A meeting in ten days, with an item, convened."""
    day = timezone.localdate() + datetime.timedelta(days=10)
    page.goto("/meetings/add/")
    page.locator("#id_title").fill("Reunión entera")
    page.locator("#id_body").select_option(str(body.pk))
    page.locator("#id_date").fill(day.isoformat())
    page.locator("#id_start").fill("09:00")
    page.locator("main form button.primary").click()
    meeting = Meeting.objects.get()
    page.locator(".head a.primary").click()  # the next step: the agenda
    page.locator("#id_title").fill("Informe")
    page.locator("main form.form button.primary").click()
    page.goto(meeting.get_absolute_url())
    page.get_by_role("link", name="Convocar la reunión").click()
    page.get_by_role("button", name="Enviar las invitaciones").click()
    page.locator("#answers").wait_for()
    return meeting


@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_call_to_the_owners_mail(page_for, people, body, width):
    page = page_for(make.coordinator(), width=width)
    meeting = call(page, body)
    assert "Persona de prueba 1" in page.locator("main").inner_text() and not faults(page, "es", [])
    assert OutboxMail.objects.filter(event="meeting_convened").count() == 2

    Meeting.objects.update(starts_at=timezone.now() - datetime.timedelta(minutes=5), ends_at=None)
    page.goto(f"/meetings/{meeting.pk}/run/")
    for n in (1, 2):
        page.get_by_role("radiogroup", name=f"Persona de prueba {n}").get_by_label("Presente").check(force=True)
    page.get_by_text("hay quórum (2)", exact=True).wait_for()
    page.get_by_role("button", name=re.compile("Comenzar.*Informe")).click()
    page.get_by_label("Qué se acordó").fill("Publicar el informe")
    owner = people[0].person
    page.locator("#id_owner").select_option(str(owner.organization_id))
    page.locator("#id_owner_person").select_option(str(owner.pk))
    page.locator("#id_due_on").fill((timezone.localdate() + datetime.timedelta(days=30)).isoformat())
    page.get_by_role("button", name="Registrar el acuerdo").click()
    page.locator("a.code").wait_for()
    agreement = Agreement.objects.get()
    assert (agreement.owner_person, agreement.lacks) == (owner, False)

    page.get_by_role("link", name="Cerrar la reunión").click()
    page.get_by_role("button", name="Cerrar la reunión").click()
    page.wait_for_url(f"**{meeting.get_absolute_url()}")
    assert Meeting.objects.get().closed_at and Attendance.objects.present().count() == 2
    assert OutboxMail.objects.get(event="agreement_assigned").person == owner

    theirs = page_for(people[0], width=width)
    theirs.goto(agreement.get_absolute_url())
    theirs.get_by_role("button", name="Lo asumimos").click()
    theirs.locator("#promise ~ p .tag.good").wait_for()
    assert Agreement.objects.get().answer == "accepted" and not faults(theirs, "es", [])


def test_the_clock_goes_on_without_a_connection(page_for, body):
    meeting = make.MeetingFactory(body=body, starts_at=timezone.now())
    begun = timezone.now() - datetime.timedelta(minutes=2, seconds=50)
    AgendaItem.objects.create(meeting=meeting, order=1, title="Informe", minutes=10, begun_at=begun)
    phone = page_for(make.coordinator(), width=360)
    phone.clock.install()
    phone.goto(f"/meetings/{meeting.pk}/run/")
    phone.get_by_text("quedan 8 min").wait_for()
    phone.context.set_offline(True)
    phone.clock.fast_forward(5 * 60_000)
    phone.get_by_text("quedan 3 min").wait_for()
    phone.clock.fast_forward(5 * 60_000)
    phone.get_by_text("2 min de más").wait_for()
    assert not phone.get_by_text("quedan", exact=False).count(), "it is over, and says nothing else"
