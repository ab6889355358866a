"""Declining; a link that was passed on and only reads; reading by territory."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from actionplans.models import Delivery
from actionplans.services import delivery as services
from actionplans.services import reminders
from actionplans.services.share import share_with
from members.models import Organization, OutboxMail
from members.tokens import token_for
from tests import factories as make

pytestmark = pytest.mark.django_db
ADDRESS = "enlace@entidad.example"


@pytest.fixture
def person():
    return make.PersonFactory(organization=make.StakeholderFactory(), name="Enlace de prueba", email=ADDRESS)


@pytest.fixture
def delivery(published_version, person, writer) -> Delivery:
    return share_with(published_version, [person], actor=writer).deliveries.get()


@pytest.fixture
def guarded(published_version, person, writer) -> Delivery:
    return share_with(published_version, [person], by_address=True, actor=writer).deliveries.get()


def link(delivery: Delivery, act: str = "open") -> str:
    return reverse(f"actionplans:delivery_{act}", args=[token_for(delivery.uid)])


def post(delivery: Delivery, act: str, **data):
    return Client(enforce_csrf_checks=True, headers={"origin": "null"}).post(link(delivery, act), data)


class TestDeclining:
    def test_it_is_seen_with_its_words_and_nobody_is_reminded(self, delivery, writer, logged_in):
        OutboxMail.objects.update(state="accepted", finished_at=timezone.now())
        assert reminders.to_remind(delivery.share.subject).exists()
        assert post(delivery, "decline", note="No es de nuestra competencia").status_code == 302
        assert not reminders.to_remind(delivery.share.subject).exists()
        page = logged_in(writer).get(delivery.share.get_absolute_url()).content.decode()
        assert "rechazado" in page and "1 respuesta" in page and "No es de nuestra competencia" in page

    def test_a_reminder_that_waits_is_not_wanted_any_more(self, delivery, writer):
        OutboxMail.objects.update(state="accepted", finished_at=timezone.now())
        mail = reminders.remind(delivery.share.subject, actor=writer)[0].mail
        assert reminders.still_wanted(mail)
        services.decline(actor=delivery)
        assert not reminders.still_wanted(mail)

    def test_they_may_still_change_their_mind_but_not_back(self, delivery):
        post(delivery, "decline")
        page = Client().get(link(delivery)).content.decode()
        assert "dijo que no acusa recibo" in page and 'name="name"' in page
        assert post(delivery, "acknowledge", name="Ana Ejemplo").status_code == 302
        delivery.refresh_from_db()
        assert delivery.acknowledged_at and delivery.declined_at is None
        assert post(delivery, "decline").status_code == 409
        delivery.refresh_from_db()
        assert delivery.acknowledged_at and delivery.declined_at is None

    def test_no_act_by_get_nor_by_a_dead_link(self, delivery):
        assert Client().get(link(delivery, "decline")).status_code == 405
        Delivery.objects.update(revoked_at=timezone.now())
        assert post(delivery, "decline").status_code == 404
        delivery.refresh_from_db()
        assert delivery.declined_at is None


class TestPassedOn:
    def test_it_reads(self, guarded):
        page = Client().get(link(guarded)).content.decode()
        assert "Actividad con acuerdo" in page and ADDRESS not in page

    @pytest.mark.parametrize("act", ["acknowledge", "decline"])
    @pytest.mark.parametrize("email", ["", "otra@entidad.example", "no es correo"])
    def test_but_does_not_answer(self, guarded, act, email):
        response = post(guarded, act, name="Ana Ejemplo", note="Mi respuesta", email=email)
        page = response.content.decode()
        assert response.status_code == 200 and "Mi respuesta" in page and ADDRESS not in page
        guarded.refresh_from_db()
        assert guarded.acknowledged_at is None and guarded.declined_at is None

    @pytest.mark.parametrize("email", [ADDRESS, f" {ADDRESS.upper()} "])
    def test_whoever_got_it_does(self, guarded, email):
        assert post(guarded, "acknowledge", name="Ana Ejemplo", email=email).status_code == 302
        guarded.refresh_from_db()
        assert guarded.acknowledged_at

    def test_guessing_is_stopped(self, guarded):
        answers = [post(guarded, "acknowledge", name="A", email=f"{n}@entidad.example") for n in range(11)]
        assert [one.status_code for one in answers] == [200] * 10 + [429]
        assert "Inténtelo de nuevo dentro de diez minutos" in answers[-1].content.decode()

    def test_the_service_asks_too(self, guarded, delivery):
        with pytest.raises(services.AnotherAddress):
            services.acknowledge("Ana", actor=guarded)
        assert services.acknowledge("Ana", actor=delivery).acknowledged_at


class TestTerritory:
    @pytest.fixture(autouse=True)
    def places(self, asked):
        Organization.objects.filter(pk=asked[0].pk).update(department="CO-ANT")
        Organization.objects.filter(pk=asked[1].pk).update(department="CO-CUN")

    def test_what_is_led_or_supported_from_a_department(self, delivery, asked):
        whole = Client().get(link(delivery)).content.decode()
        assert '<option value="CO-ANT"' in whole
        there = Client().get(link(delivery), {"from": "CO-ANT"}).content.decode()
        assert "Actividad con acuerdo" in there and "Actividad sin acuerdo" not in there
        assert "desde: Antioquia" in there

    @pytest.mark.parametrize(
        ("changes", "key", "name"),
        [
            ({"municipality": "Medellín"}, "CO-ANT:medellin", "Antioquia · Medellín"),
            ({"kind": "authority", "level": "municipal"}, "municipal", "municipal"),
        ],
    )
    def test_of_a_municipality_or_a_level_of_authority(self, delivery, asked, changes, key, name):
        Organization.objects.filter(pk=asked[0].pk).update(**changes)
        whole = Client().get(link(delivery)).content.decode()
        assert f'<option value="{key}"' in whole and name in whole
        there = Client().get(link(delivery), {"from": key}).content.decode()
        assert "Actividad con acuerdo" in there and "Actividad sin acuerdo" not in there

    @pytest.mark.parametrize("lang", ["es", "en"])
    def test_the_paper_takes_the_same_part_and_says_so(self, delivery, lang):
        page = Client().get(link(delivery), {"from": "CO-ANT", "lang": lang}).content.decode()
        address = reverse("actionplans:delivery_pdf", args=[token_for(delivery.uid)])
        assert f"{address}?lang={lang}&amp;from=CO-ANT" in page
        answer = Client().get(address, {"from": "CO-ANT", "lang": lang})
        assert answer["Content-Type"] == "application/pdf" and "extra" in answer["Content-Disposition"]
        said = said_in(answer.content)
        assert "Actividad con acuerdo" in said and "Actividad sin acuerdo" not in said
        assert {"es": "Extracto: ", "en": "Extract: "}[lang] in said and "Antioquia" in said
        whole = said_in(Client().get(address, {"from": "nowhere"}).content)
        assert "Actividad sin acuerdo" in whole and "Extract" not in whole
        assert number_of("Actividad con acuerdo", said) == number_of("Actividad con acuerdo", whole), "codes stay"

    def test_an_extract_is_not_taken_for_the_published_version(self, delivery, client):
        address = reverse("actionplans:delivery_pdf", args=[token_for(delivery.uid)])
        told = {}
        for lang in ("es", "en"):
            paper = Client().get(address, {"from": "CO-ANT", "lang": lang}).content
            extract = SimpleUploadedFile("extracto.pdf", paper)
            told[lang] = client.post(reverse("actionplans:verify"), {"file": extract}).content.decode()
            assert "El archivo es un extracto" in told[lang] and "byte por byte" not in told[lang]
            assert delivery.share.version.content_sha256 in told[lang], "of which version it is a part"
        whole = SimpleUploadedFile("plan.pdf", Client().get(address).content)
        page = client.post(reverse("actionplans:verify"), {"file": whole}).content.decode()
        assert "El archivo es un extracto" not in page and "byte por byte" in page

    @pytest.mark.parametrize("department", ["CO-XXX", "", "' OR 1=1"])
    def test_one_that_the_plan_does_not_have_shows_all(self, delivery, department):
        page = Client().get(link(delivery), {"from": department}).content.decode()
        assert "Actividad sin acuerdo" in page


def said_in(paper: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages).split())


def number_of(title: str, said: str) -> str:
    return re.search(r"(\d[\d.]*) " + title, said)[1]
