"""Parts of minutes went outside, and the minutes were corrected: their readers learn it, and are sent what holds."""

import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from actionplans.models import Delivery, Notice
from actionplans.services import notice_texts, reminders
from actionplans.services.share import NotInForce, share_with
from alianza.waiting import rows
from meetings.models import Meeting, Minutes
from meetings.services import minutes as writing
from meetings.services import minutes_publication
from members.models import OutboxMail, Person
from members.tokens import token_for
from tests import factories as make

pytestmark = pytest.mark.django_db
TEXT = "# Acta\n\nUno\n\n## Asistencia\n\nAna Ejemplo\n\n## Lo tratado\n\nLa mesa."


@pytest.fixture
def minutes(writer) -> Minutes:
    meeting = make.MeetingFactory(title="Reunión corregida de prueba", closed_at=timezone.now())
    return make.minutes_version(meeting, TEXT).minutes


@pytest.fixture
def people() -> list[Person]:
    organization = make.StakeholderFactory()
    return [make.PersonFactory(organization=organization, name=f"Parte Interesada {n}") for n in range(3)]


@pytest.fixture
def former(minutes, people, writer) -> Notice:
    made = notice_texts.notice_from_minutes(minutes, ["Uno"], "Partes del acta", actor=writer)
    share_with(made, people, actor=writer)
    return made


def correct(minutes: Minutes, writer) -> Minutes:
    current = writing.start_correction(minutes, "Un nombre mal escrito", actor=writer)
    writing.save_minutes(current.meeting, TEXT.replace("Uno", "Dos"), current.lock_version, actor=writer)
    version = make.minutes_version(Meeting.objects.get(pk=current.meeting_id), state="approved")
    minutes_publication.publish_minutes(version, actor=writer)
    return Minutes.objects.select_related("current").get(pk=minutes.pk)


def corrected_parts(minutes: Minutes, writer) -> Notice:
    return notice_texts.notice_from_minutes(minutes, ["Dos"], "Partes corregidas", actor=writer)


def link(delivery: Delivery, act: str = "open") -> str:
    return reverse(f"actionplans:delivery_{act}", args=[token_for(delivery.uid)])


def waiting(user) -> list[tuple[int, int]]:
    return [(row.n, row.m) for row in rows(user) if row.what == "corrected"]


class TestBehindTheLink:
    def test_it_says_so_and_stays_as_it_was_sent(self, former, minutes, writer):
        delivery = former.shares.get().deliveries.first()
        assert "se corrigió" not in Client().get(link(delivery)).content.decode()
        correct(minutes, writer)
        page = Client().get(link(delivery)).content.decode()
        assert "El acta se corrigió el" in page and "Uno" in page and "Dos" not in page
        assert "The minutes were corrected on" in Client().get(link(delivery) + "?lang=en").content.decode()
        said = PdfReader(io.BytesIO(Client().get(link(delivery, "pdf")).content)).pages[0].extract_text()
        assert "se corrigió el" in said

    def test_it_leads_on_whoever_was_sent_the_corrected_parts_alone(self, former, minutes, people, writer):
        new = corrected_parts(correct(minutes, writer), writer)
        share_with(new, people[:1], actor=writer)
        own, other = (former.shares.get().deliveries.get(person=one) for one in people[:2])
        led = link(new.shares.get().deliveries.get())
        assert f'href="{led}?lang=en"' in Client().get(link(own) + "?lang=en").content.decode()
        assert led not in Client().get(link(other)).content.decode()
        assert "se corrigió" not in Client().get(led).content.decode(), "the corrected parts hold"

    def test_not_to_what_was_called_back_or_closed(self, former, minutes, people, writer):
        new = corrected_parts(correct(minutes, writer), writer)
        share_with(new, people[:2], actor=writer)
        first, second = new.shares.get().deliveries.order_by("person")
        OutboxMail.objects.filter(pk=first.mail_id).update(state="withdrawn")
        Delivery.objects.filter(pk=second.pk).update(revoked_at=timezone.now())
        for old, led in zip(former.shares.get().deliveries.order_by("person"), (first, second), strict=False):
            page = Client().get(link(old)).content.decode()
            assert "se corrigió" in page and link(led) not in page


class TestTheFormerParts:
    def test_they_are_neither_shared_nor_reminded_of_any_more(self, former, minutes, people, writer, logged_in):
        correct(minutes, writer)
        with pytest.raises(NotInForce):
            share_with(former, people, actor=writer)
        assert logged_in(writer).get(reverse("actionplans:notice_share", args=[former.pk])).status_code == 302
        page = logged_in(writer).get(former.get_absolute_url()).content.decode()
        assert reverse("actionplans:notice_from_minutes", args=[minutes.meeting_id]) in page
        assert reverse("actionplans:notice_share", args=[former.pk]) not in page
        with pytest.raises(NotInForce):
            reminders.remind(former, actor=writer)

    def test_none_are_made_of_what_was_corrected_while_it_was_read(self, minutes, writer, logged_in):
        read = Minutes.objects.select_related("current").get(pk=minutes.pk)
        correct(minutes, writer)
        with pytest.raises(notice_texts.MinutesCorrected):
            notice_texts.notice_from_minutes(read, ["Uno"], "Tarde", actor=writer)
        path = reverse("actionplans:notice_from_minutes", args=[minutes.meeting_id])
        typed = {"title": "Título que queda", "parts": ["1"], "version": read.current_id}
        page = logged_in(writer).post(path, typed)
        said = page.content.decode()
        assert page.status_code == 409 and "Título que queda" in said and not Notice.objects.exists()
        assert said.count("checked") == 2 and f'value="{Minutes.objects.get().current_id}"' in said
        again = {"title": "Título que queda", "parts": ["0"], "version": Minutes.objects.get().current_id}
        logged_in(writer).post(path, again)
        assert "Dos" in Notice.objects.get().text


class TestWhoeverHasOnlyThose:
    def test_waits_for_the_secretariat_until_they_are_sent_what_holds(self, former, minutes, people, writer, logged_in):
        assert waiting(writer) == []
        new = corrected_parts(correct(minutes, writer), writer)
        assert waiting(writer) == [(3, minutes.meeting_id)]
        share_with(new, people[:1], actor=writer)
        assert waiting(writer) == [(2, minutes.meeting_id)]
        share_with(new, people[1:], actor=writer)
        assert waiting(writer) == []

    def test_is_ticked_when_the_corrected_parts_are_shared(self, former, minutes, people, writer, logged_in):
        new = corrected_parts(correct(minutes, writer), writer)
        share_with(new, people[:1], actor=writer)
        client, path = logged_in(writer), reverse("actionplans:notice_share", args=[new.pk])
        assert f"{path}?former=1" in client.get(new.get_absolute_url()).content.decode()
        assert client.get(path, {"former": 1}).context["former"] == 2
        page = client.get(path, {"former": 1}).content.decode()
        assert {int(pk) for pk in re.findall(r'value="(\d+)"[^>]*checked', page)} == {one.pk for one in people[1:]}
        assert client.get(path).context["former"] is None

    @pytest.mark.parametrize(
        "change", [{"unsubscribed_at": timezone.now()}, {"email": ""}, {"bounced_email": "CASI@x.example"}]
    )
    def test_nobody_who_can_be_sent_nothing(self, former, minutes, people, writer, change):
        correct(minutes, writer)
        Person.objects.filter(pk=people[0].pk).update(**{"email": "casi@x.example"} | change)
        assert waiting(writer) == [(2, minutes.meeting_id)]

    def test_nor_whom_the_former_parts_never_left_for_or_who_is_nobody_there_any_more(
        self, former, minutes, people, writer
    ):
        correct(minutes, writer)
        OutboxMail.objects.filter(person=people[0]).update(state="withdrawn")
        Person.objects.filter(pk=people[1].pk).update(organization=make.StakeholderFactory())
        assert waiting(writer) == [(1, minutes.meeting_id)]

    def test_is_nobody_elses_concern(self, former, minutes, writer, representatives):
        correct(minutes, writer)
        assert waiting(representatives[0]) == []


def test_the_pages_take_few_queries_whatever_the_readers(
    former, minutes, writer, logged_in, django_assert_max_num_queries
):
    new = corrected_parts(correct(minutes, writer), writer)
    client, delivery = logged_in(writer), former.shares.get().deliveries.first()
    client.get(new.get_absolute_url())
    for path in (new.get_absolute_url(), former.get_absolute_url(), former.shares.get().get_absolute_url()):
        with django_assert_max_num_queries(12):
            client.get(path)
    with django_assert_max_num_queries(8):
        Client().get(link(delivery))
