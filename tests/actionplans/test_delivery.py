"""The stakeholder's page: what one link shows, in which language, and to whom it is dead."""

import datetime
import re
from io import BytesIO

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from actionplans.models import Delivery
from actionplans.services import plans, publication, review
from actionplans.services.share import revoke_delivery, share_with
from members.models import Person
from members.tokens import token_for
from tests import factories as make

pytestmark = pytest.mark.django_db


def address(delivery: Delivery, name: str = "delivery_open") -> str:
    return reverse(f"actionplans:{name}", args=[token_for(delivery.uid)])


@pytest.fixture
def stakeholder():
    ministry = make.StakeholderFactory(name="Ministerio de ejemplo")
    return make.PersonFactory(organization=ministry, name="Enlace de prueba", language="es")


@pytest.fixture
def delivery(published_version, stakeholder, writer) -> Delivery:
    return share_with(published_version, [stakeholder], "Mensaje de prueba.", actor=writer).deliveries.get()


@pytest.fixture
def superseding(delivery, next_draft, asked, writer):
    return publication.publish(review.open_review(next_draft, asked, make.in_a_week(), actor=writer), actor=writer)


def read(delivery: Delivery, client: Client | None = None, query: str = "") -> str:
    response = (client or Client()).get(address(delivery) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_it_shows_the_version_that_was_sent(delivery, writer):
    page = read(delivery)
    for words in ("Plan de acción de prueba", "Actividad con acuerdo", "Proponer una mesa anual", "Mensaje de prueba."):
        assert words in page
    assert str(writer.person.organization) in page
    assert "Enlace de prueba" in page


def test_it_shows_nothing_of_the_inside(delivery, agreement, weakness, writer, representatives):
    page = read(delivery)
    people = [writer, *representatives]
    inside = [agreement.number, weakness.text, agreement.meeting.place, *(user.person.name for user in people)]
    assert not [words for words in inside if words in page]
    assert not [user.email for user in people if user.email in page]


def test_reading_writes_nothing(delivery):
    with CaptureQueriesContext(connection) as queries:
        read(delivery)
    assert not [q["sql"] for q in queries if not q["sql"].startswith("SELECT")]
    delivery.refresh_from_db()
    assert delivery.opened_at is None and delivery.acknowledged_at is None
    assert len(queries) <= 8


def test_it_is_kept_nowhere_and_named_to_nobody(delivery):
    response = Client().get(address(delivery))
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies


def test_the_delivery_speaks_its_readers_language(delivery):
    Delivery.objects.filter(pk=delivery.pk).update(language="en")
    response = Client(headers={"accept-language": "es"}).get(address(delivery))
    assert '<html lang="en">' in response.content.decode()
    assert "Test action plan" in response.content.decode()
    assert response["Content-Language"] == "en"


def test_unless_the_reader_switched(delivery):
    assert '<html lang="en">' in read(delivery, query="?lang=en")
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert '<html lang="en">' in read(delivery, client)
    assert '<html lang="es">' in read(delivery, client, "?lang=es")


@pytest.mark.parametrize("lang", ["xx", "", "../en"])
def test_an_unknown_language_is_ignored(delivery, lang):
    assert '<html lang="es">' in read(delivery, query=f"?lang={lang}")


def test_only_what_names_my_organization(delivery, asked, text_of):
    Delivery.objects.filter(pk=delivery.pk).update(organization=asked[0])
    Person.objects.filter(pk=delivery.person_id).update(organization=asked[0])
    page = read(delivery, query="?only=mine")
    assert "Actividad con acuerdo" in page and "Línea de prueba" in page and "Mesas celebradas" in page
    assert "Actividad sin acuerdo" not in page
    assert "Actividad sin acuerdo" in read(delivery)


def test_a_member_of_the_alliance_sees_the_same_page(delivery, writer, logged_in):
    page = read(delivery, logged_in(writer))
    assert writer.email not in page
    assert f'href="{reverse("home")}"' not in page
    assert page == read(delivery)


@pytest.fixture(params=["wrong", "revoked", "ended", "cut"])
def dead_link(request, delivery, writer) -> str:
    if request.param == "wrong":
        return reverse("actionplans:delivery_open", args=["a" * 43])
    if request.param == "cut":
        return reverse("actionplans:delivery_open", args=[token_for(delivery.uid)[:-1]])
    if request.param == "revoked":
        revoke_delivery(delivery, actor=writer)
    else:
        Delivery.objects.filter(pk=delivery.pk).update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    return address(delivery)


@pytest.mark.parametrize("act", ["", "pdf/", "opened/", "acknowledge/"])
def test_a_dead_link_is_one_same_page_that_says_nothing(dead_link, act, delivery):
    send = Client().post if act in ("opened/", "acknowledge/") else Client().get
    response = send(dead_link + act, {"name": "Ana"})
    assert response.status_code == 404
    page = response.content.decode()
    never = Client().get(reverse("actionplans:delivery_open", args=["b" * 43])).content.decode()
    assert page == never
    assert response["Referrer-Policy"] == "no-referrer"
    delivery.refresh_from_db()
    assert delivery.opened_at is None and delivery.acknowledged_at is None


@pytest.mark.parametrize(("query", "title"), [("", "Plan de acción de prueba"), ("?lang=en", "Test action plan")])
def test_the_pdf_is_in_the_readers_language_and_says_nothing_of_the_inside(delivery, agreement, weakness, query, title):
    response = Client().get(address(delivery, "delivery_pdf") + query)
    assert response["Content-Type"] == "application/pdf"
    assert response["Referrer-Policy"] == "no-referrer" and "no-store" in response["Cache-Control"]
    assert 'filename="plan-de-accion-de-prueba-v1.pdf"' in response["Content-Disposition"]
    paper = PdfReader(BytesIO(response.content))
    words = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    assert title in words and "Actividad con acuerdo" in words
    assert agreement.number not in words and weakness.text not in words
    delivery.refresh_from_db()
    assert delivery.opened_at is None


def test_a_superseded_version_says_so_and_leads_nowhere(delivery, superseding):
    page = read(delivery)
    assert 'class="note warn"' in page and "2" in page.partition('class="note warn"')[2].partition("</p>")[0]
    assert page.count("/plans/d/") == page.count(address(delivery))


def test_it_leads_on_whoever_was_sent_the_next_one_too(delivery, superseding, stakeholder, writer):
    theirs = share_with(superseding, [stakeholder], actor=writer).deliveries.get()
    page = read(delivery)
    assert address(theirs) in page
    revoke_delivery(theirs, actor=writer)
    assert address(theirs) not in read(delivery)


def test_it_leads_over_a_version_that_the_reader_was_not_sent(delivery, superseding, stakeholder, asked, writer):
    third = plans.new_version(superseding.plan, actor=writer)
    third = publication.publish(review.open_review(third, asked, make.in_a_week(), actor=writer), actor=writer)
    theirs = share_with(third, [stakeholder], actor=writer).deliveries.get()
    page = read(delivery)
    assert address(theirs) in page and "3" in page.partition('class="note warn"')[2].partition("</strong>")[0]
    revoke_delivery(theirs, actor=writer)
    page = read(delivery)
    assert address(theirs) not in page and "3" in page.partition('class="note warn"')[2].partition("</strong>")[0]


def test_it_leads_to_the_newest_that_the_reader_has(delivery, superseding, stakeholder, asked, writer):
    second = share_with(superseding, [stakeholder], actor=writer).deliveries.get()
    third = plans.new_version(superseding.plan, actor=writer)
    publication.publish(review.open_review(third, asked, make.in_a_week(), actor=writer), actor=writer)
    assert address(second) in read(delivery)


def test_it_does_not_lead_on_by_somebody_elses_link(delivery, superseding, writer):
    other = make.PersonFactory(organization=delivery.organization)
    theirs = share_with(superseding, [other], actor=writer).deliveries.get()
    assert address(theirs) not in read(delivery)


@pytest.mark.parametrize(("query", "kept"), [("from=CO-NAR", "from=CO-NAR"), ("only=mine", "only=mine")])
def test_switching_the_language_keeps_what_is_shown(delivery, query, kept):
    assert f'href="?lang=en&amp;{kept}"' in read(delivery, query=f"?{query}")
    assert 'href="?lang=en"' in read(delivery, query="?from=nowhere")


def test_it_leads_to_the_choice_of_notices(delivery):
    (way,) = re.findall(r'href="(/members/u/[^"]+)"', read(delivery))
    answer = Client().post(way)
    assert answer.status_code == 200
    delivery.person.refresh_from_db()
    assert delivery.person.unsubscribed_at


def test_the_version_in_force_says_nothing_of_drafts(delivery, next_draft):
    assert 'class="note warn"' not in read(delivery)


def test_forty_activities_are_forty_kilobytes_at_most(draft, asked, writer, stakeholder, text_of):
    objective = text_of(draft, "Objetivo de prueba")
    for n in range(40):
        make.VersionItemFactory(
            version=draft, parent=objective, title=f"Actividad número {n} de prueba", text=f"Palabras {n * 7919} " * 12
        )
    version = publication.publish(review.open_review(draft, asked, make.in_a_week(), actor=writer), actor=writer)
    delivery = share_with(version, [stakeholder], actor=writer).deliveries.get()
    response = Client(headers={"accept-encoding": "gzip"}).get(address(delivery))
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < 30_000
