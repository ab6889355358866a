"""Choosing recipients, seeing what will be sent, sending: in pages, without scripts."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from actionplans.models import Share
from actionplans.services.share import share_with
from members.models import OutboxMail
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(writer, logged_in) -> Client:
    return logged_in(writer)


@pytest.fixture
def stakeholders():
    """A national and a municipal authority, a donor who reads English, and somebody without an address."""
    ministry = make.StakeholderFactory(name="Ministerio de ejemplo")
    town = make.StakeholderFactory(name="Alcaldía de ejemplo", level="municipal")
    donor = make.StakeholderFactory(name="Donante de ejemplo", kind="donor", level="")
    return {
        "ministry": make.PersonFactory(organization=ministry, name="Enlace Ministerio", email="a@uno.example"),
        "town": make.PersonFactory(organization=town, name="Enlace Alcaldía", email="b@dos.example"),
        "donor": make.PersonFactory(organization=donor, name="Contact", email="c@uno.example", language="en"),
        "mute": make.PersonFactory(organization=ministry, name="Sin Correo", email=""),
    }


@pytest.fixture
def address(published_version) -> str:
    return reverse("actionplans:share_create", args=[published_version.pk])


def hidden(page: str) -> dict[str, str]:
    """The fields of the form that sends."""
    form = page.partition("share/send/")[2].partition("</form>")[0]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_stakeholders_are_listed_and_members_only_when_asked_for(client, address, stakeholders, representatives):
    page = client.get(address).content.decode()
    member = representatives[0].person.name
    assert "Enlace Ministerio" in page and "Contact" in page
    assert member not in page
    assert member in client.get(address, {"kind": "member_cso"}).content.decode()


def test_the_list_is_narrowed_by_kind_and_level(client, address, stakeholders):
    page = client.get(address, {"kind": "authority", "level": "municipal"}).content.decode()
    assert "Enlace Alcaldía" in page
    assert "Enlace Ministerio" not in page and "Contact" not in page
    assert client.get(address, {"kind": "nonsense"}).status_code == 200


def test_a_preview_says_how_many_in_which_language_to_which_domains(client, address, stakeholders, published_version):
    chosen = [stakeholders["ministry"].pk, stakeholders["donor"].pk]
    page = client.post(address, {"people": chosen, "message": "Con gusto."}).content.decode()
    assert "uno.example (2)" in page and "dos.example" not in page
    assert '<article lang="es"' in page and '<article lang="en"' in page
    assert page.count("Con gusto.") >= 3
    assert hidden(page)["chosen"].split(",") == [str(pk) for pk in [chosen[1], chosen[0]]]
    assert not Share.objects.exists() and not OutboxMail.objects.filter(event="plan_shared").exists()


def test_whole_groups_need_no_ticking(client, address, stakeholders):
    page = client.post(address, {"groups": ["authority:national", "donor:"]}).content.decode()
    assert set(hidden(page)["chosen"].split(",")) == {str(stakeholders[who].pk) for who in ("ministry", "donor")}


def test_what_was_previewed_is_sent_once(client, address, stakeholders):
    page = client.post(address, {"groups": ["authority:national"], "message": "Con\n<gusto>"}).content.decode()
    fields = hidden(page) | {"message": "Con\n<gusto>"}
    send = address + "send/"
    first, again = client.post(send, fields), client.post(send, fields)
    share = Share.objects.get()
    assert first.url == again.url == share.get_absolute_url()
    assert share.message == "Con\n<gusto>"
    assert OutboxMail.objects.get(event="plan_shared").person == stakeholders["ministry"]


@pytest.mark.parametrize(
    "data", [{}, {"people": ["x"]}, {"people": ["999999"]}, {"groups": ["donor:national"]}, {"chosen": "1,x"}]
)
def test_nobody_or_nonsense_is_said_in_words(client, address, stakeholders, data):
    response = client.post(address, data)
    assert response.status_code == 200
    assert 'class="summary"' in response.content.decode()
    assert "share/send/" not in response.content.decode()


def test_somebody_without_an_address_is_named(client, address, stakeholders):
    page = client.post(address, {"people": [stakeholders["mute"].pk, stakeholders["town"].pk]}).content.decode()
    assert "Sin Correo" in page.partition('class="summary"')[2].partition("</div>")[0]
    assert "share/send/" not in page


def test_a_mistake_keeps_what_was_ticked_and_typed(client, address, stakeholders):
    data = {"people": [stakeholders["mute"].pk, stakeholders["town"].pk], "message": "Ya escrito"}
    page = client.post(address + "?kind=donor", data).content.decode()
    assert re.search(rf'value="{stakeholders["town"].pk}" checked', page)
    assert "Ya escrito" in page


def test_whoever_has_it_already_is_marked_and_counted(client, address, stakeholders, published_version, writer):
    share = share_with(published_version, [stakeholders["town"]], actor=writer)
    page = client.get(address).content.decode()
    assert share.get_absolute_url() in page
    before = page.partition("Enlace Alcaldía")[2].partition("</label>")[0]
    other = page.partition("Enlace Ministerio")[2].partition("</label>")[0]
    assert before.count(" · ") == other.count(" · ") + 1
    again = client.post(address, {"groups": ["authority:municipal"]}).content.decode()
    assert 'class="note warn"' in again.partition('id="preview"')[2].partition("share/send/")[0]


@pytest.mark.parametrize("missing", ["nonce", "chosen"])
def test_sending_without_a_preview_sends_nothing(client, address, stakeholders, missing):
    fields = {"nonce": "00000000-0000-4000-8000-000000000001", "chosen": str(stakeholders["town"].pk)}
    assert client.post(address + "send/", {**fields, missing: ""}).status_code == 200
    assert not Share.objects.exists()


@pytest.mark.parametrize("version", ["draft", "in_review", "withdrawn"])
def test_what_is_not_in_force_is_not_shared(client, stakeholders, version, request):
    version = request.getfixturevalue(version)
    address = reverse("actionplans:share_create", args=[version.pk])
    assert client.get(address).url == version.get_absolute_url()
    fields = {"nonce": "00000000-0000-4000-8000-000000000001", "chosen": str(stakeholders["town"].pk)}
    assert client.post(address + "send/", fields).url == version.get_absolute_url()
    assert not Share.objects.exists()


def test_representatives_share_nothing(address, stakeholders, representatives, logged_in):
    client = logged_in(representatives[0])
    assert client.get(address).status_code == 403
    assert client.post(address + "send/", {"chosen": "1"}).status_code == 403


@pytest.mark.parametrize("organizations", [1, 30])
def test_the_same_queries_for_one_and_for_thirty(client, address, django_assert_max_num_queries, organizations):
    for _ in range(organizations):
        make.PersonFactory(organization=make.StakeholderFactory())
    client.get(address)  # the first page of a session notes the session
    with django_assert_max_num_queries(8):
        client.get(address)
    with django_assert_max_num_queries(9):
        client.post(address, {"groups": ["authority:national"]})
