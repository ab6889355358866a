"""Notices, and parts of minutes, shared through the same ledger as the plan."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from actionplans.models import Delivery, Notice, Share
from actionplans.presentation.extract import parts_of
from actionplans.services import delivery as answers
from actionplans.services import notice_texts, recall, reminders
from actionplans.services.share import share_with, still_wanted
from meetings.models import Minutes
from members.models import OutboxMail
from members.tokens import token_for
from tests import factories as make

pytestmark = pytest.mark.django_db
PARTS = [
    "# Acta 1\n\nReunión de prueba",
    "## Asistencia\n\nAna Ejemplo",
    "## Lugar\n\nCalle 1",
    "## Lo tratado\n\nLa mesa.",
]
TEXT = "\n\n".join(PARTS)


@pytest.fixture
def notice(writer) -> Notice:
    words = {"title": "Aviso de prueba", "text": "# Hola\n\nTexto *de* prueba <b>", "title_en": "Test notice"}
    return notice_texts.write_notice(**words, text_en="English text", actor=writer)


@pytest.fixture
def people():
    organization = make.StakeholderFactory()
    return [
        make.PersonFactory(organization=organization, language="es"),
        make.PersonFactory(organization=organization, language="en"),
    ]


@pytest.fixture
def share(notice, people, writer) -> Share:
    return share_with(notice, people, "Con gusto.", actor=writer)


def link(delivery: Delivery, act: str = "open") -> str:
    return reverse(f"actionplans:delivery_{act}", args=[token_for(delivery.uid)])


def test_each_reader_gets_it_in_their_language(share):
    mails = {mail.language: mail for mail in OutboxMail.objects.filter(event="notice_shared")}
    assert mails["es"].subject == "Aviso de prueba" and mails["en"].subject == "Test notice"
    assert "Con gusto." in mails["es"].text and "Texto" not in mails["es"].text
    pages = {d.language: Client().get(link(d)).content.decode() for d in share.deliveries.all()}
    assert "Texto <em>de</em> prueba" in pages["es"] and "<b>" not in pages["es"]
    assert "English text" in pages["en"]


def test_the_link_shows_this_alone(share, published_version, agreement):
    delivery = share.deliveries.first()
    page = Client().get(link(delivery)).content.decode()
    assert str(published_version.plan) not in page and agreement.number not in page


def test_it_is_taken_along_as_paper_in_the_readers_language(share, writer):
    wanted = {"es": ("Aviso de prueba", "Texto de prueba <b>"), "en": ("Test notice", "English text")}
    for delivery in share.deliveries.all():
        assert link(delivery, "pdf") in Client().get(link(delivery)).content.decode()
        answer = Client().get(link(delivery, "pdf"))
        assert answer["Content-Type"] == "application/pdf" and ".pdf" in answer["Content-Disposition"]
        reader = PdfReader(io.BytesIO(answer.content))
        said = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
        assert all(words in said for words in wanted[delivery.language])
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"], "tagged, for readers of screens"
        assert "no-store" in answer["Cache-Control"]
        assert writer.email not in said
    recall.revoke_share(share, actor=writer)
    assert Client().get(link(share.deliveries.first(), "pdf")).status_code == 404


def test_acknowledged_reminded_recalled_and_revoked_as_a_plan_is(share, notice, people, writer):
    first, second = share.deliveries.order_by("pk")
    OutboxMail.objects.filter(delivery__share=share).update(state="accepted", finished_at=timezone.now())
    answers.acknowledge("Ana", actor=first)
    assert [d.pk for d in reminders.to_remind(notice)] == [second.pk]
    mail = reminders.remind(notice, actor=writer)[0].mail
    assert mail.event == "notice_reminder" and reminders.still_wanted(mail)
    answers.acknowledge("Ana", actor=second)
    assert not reminders.still_wanted(mail)
    assert recall.revoke_share(share, actor=writer) == 2
    assert Client().get(link(first)).status_code == 404


def test_recalled_while_it_waits(share, writer):
    assert recall.recall_share(share, actor=writer).withdrawn == 2
    assert not any(still_wanted(delivery.mail) for delivery in share.deliveries.select_related("mail"))


def test_what_was_shared_stands(share, notice, writer):
    with pytest.raises(notice_texts.SharedAlready):
        notice_texts.rewrite_notice(notice, "Otro", "Otra cosa", actor=writer)
    for act in (lambda: Notice.objects.update(text="x"), lambda: Notice.objects.filter(pk=notice.pk).delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_until_then_it_may_be_rewritten(notice, writer, logged_in):
    client = logged_in(writer)
    address = reverse("actionplans:notice_update", args=[notice.pk])
    assert client.post(address, {"title": "Otro", "text": "Otra cosa"}).status_code == 302
    notice.refresh_from_db()
    assert (notice.title, notice.text_en) == ("Otro", "")
    refused = client.post(address, {"title": "Otro", "text": "", "text_en": "Only English"}).content.decode()
    assert "Only English" in refused and "Un texto en inglés necesita un título en inglés" in refused


def test_a_share_is_of_one_thing(share, published_version):
    for change in ({"version": published_version}, {"notice": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Share.objects.filter(pk=share.pk).update(**change)


def test_the_whole_way_in_pages(notice, people, writer, logged_in):
    client = logged_in(writer)
    address = reverse("actionplans:notice_share", args=[notice.pk])
    page = client.post(address, {"people": [people[0].pk]}).content.decode()
    assert "Compartir «Aviso de prueba»" in page and address + "send/" in page
    nonce = page.partition('name="nonce" value="')[2].partition('"')[0]
    sent = client.post(address + "send/", {"chosen": str(people[0].pk), "nonce": nonce}, follow=True)
    assert "Quién tiene «Aviso de prueba»" in sent.content.decode()
    listed = client.get(reverse("actionplans:share_list")).content.decode()
    assert "Aviso de prueba" in listed and "0 / 1" in listed


def test_the_list_of_shares_costs_the_same(notice, people, writer, logged_in, django_assert_max_num_queries):
    client, address = logged_in(writer), reverse("actionplans:share_list")
    for _ in range(20):
        share_with(notice, people, actor=writer)
    client.get(address)
    with django_assert_max_num_queries(8):
        assert client.get(address).content.decode().count("0 / 2") == 20


class TestFromMinutes:
    @pytest.fixture
    def minutes(self, writer) -> Minutes:
        meeting = make.MeetingFactory()
        return make.minutes_version(meeting, TEXT).minutes

    def test_who_came_and_where_start_out_as_left_inside(self):
        assert [(part.title, part.goes_out) for part in parts_of(TEXT)] == [
            ("Acta 1", True),
            ("Asistencia", False),
            ("Lugar", False),
            ("Lo tratado", True),
        ]
        assert "\n\n".join(part.text for part in parts_of(TEXT)) == TEXT

    def test_only_the_chosen_parts_to_the_letter(self, minutes, writer, logged_in):
        address = reverse("actionplans:notice_from_minutes", args=[minutes.meeting_id])
        client = logged_in(writer)
        assert client.get(address).content.decode().count("checked") == 2
        client.post(address, {"title": "Lo tratado", "parts": ["0", "3"], "version": minutes.current_id})
        made = Notice.objects.get()
        assert made.text == "# Acta 1\n\nReunión de prueba\n\n## Lo tratado\n\nLa mesa." and made.minutes == minutes
        changed = {"title": "Otro título", "text": "Palabras que nadie aprobó"}
        client.post(reverse("actionplans:notice_update", args=[made.pk]), changed)
        made.refresh_from_db()
        assert made.title == "Otro título" and "nadie" not in made.text

    def test_nothing_chosen_or_not_published(self, minutes, writer, logged_in):
        address = reverse("actionplans:notice_from_minutes", args=[minutes.meeting_id])
        page = (
            logged_in(writer)
            .post(address, {"title": "Título que queda", "version": minutes.current_id})
            .content.decode()
        )
        assert "Elija al menos una parte del acta" in page and "Título que queda" in page
        draft = Minutes.objects.create(meeting=make.MeetingFactory(), text=TEXT)
        with pytest.raises(notice_texts.MinutesNotPublished):
            notice_texts.notice_from_minutes(draft, ["x"], "Título", actor=writer)
        with pytest.raises(notice_texts.NothingChosen):
            notice_texts.notice_from_minutes(minutes, [], "Título", actor=writer)


def test_representatives_write_and_share_nothing(notice, people, representatives):
    acts = [
        lambda actor: notice_texts.write_notice("T", "t", actor=actor),
        lambda actor: notice_texts.rewrite_notice(notice, "T", "t", actor=actor),
        lambda actor: share_with(notice, people, actor=actor),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act(representatives[0])
    assert not Share.objects.exists()
