"""Answers of stakeholders wait until the secretariat notes them: one, or all of a share; new words wait anew."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from actionplans.models import Delivery, Share
from actionplans.services import delivery as services
from actionplans.services.share import share_with
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(published_version, writer) -> Share:
    people = [make.PersonFactory(organization=make.StakeholderFactory()) for _ in range(3)]
    return share_with(published_version, people, actor=writer)


@pytest.fixture
def answered(share) -> list[Delivery]:
    """Two of three; the first acknowledged, the second declined."""
    first, second, _silent = share.deliveries.all()
    return [
        services.acknowledge("Ana de Prueba", note="Primera respuesta", actor=first),
        services.decline("Segunda respuesta", actor=second),
    ]


@pytest.fixture
def client(writer, logged_in):
    client = logged_in(writer)
    client.cookies["django_language"] = "en"
    return client


def unread() -> set[str]:
    return set(Delivery.objects.unread().values_list("note", flat=True))


def one(delivery: Delivery) -> str:
    return reverse("actionplans:answer_noted", args=[delivery.pk])


def all_of(share: Share) -> str:
    return reverse("actionplans:answers_noted", args=[share.pk])


def test_one_is_noted_and_it_says_by_whom(answered, share, client, writer):
    first, second = answered
    page = client.get(share.get_absolute_url()).content.decode()
    assert page.count('id="noted-') == 2 and one(first) in page
    page = client.post(one(first), follow=True).content.decode()
    assert f"The answer of {first.organization} is noted." in page and "Shown: who wrote an answer." in page
    assert page.count('id="noted-') == 1 and f"· {writer.person.name}</small>" in page
    first.refresh_from_db()
    assert (first.answer_seen_by, unread()) == (writer, {"Segunda respuesta"})
    detail = reverse("actionplans:delivery_detail", args=[second.pk])
    assert one(second) in client.get(detail).content.decode()
    client.post(one(second))
    assert one(second) not in client.get(detail).content.decode()
    assert f"· {writer.person.name}</p>" in client.get(detail).content.decode()


def test_all_of_a_share_and_of_no_other(answered, share, client, published_version, writer):
    other = share_with(published_version, [answered[0].person], actor=writer).deliveries.get()
    services.decline("De otro envío", actor=other)
    assert "The answers are noted." in client.post(all_of(share), follow=True).content.decode()
    assert unread() == {"De otro envío"}


@pytest.mark.parametrize("where", ["one", "all"])
def test_what_was_written_after_the_page_was_read_waits(answered, share, client, where):
    _first, second = answered
    read_at = timezone.now().isoformat()
    page = client.get(share.get_absolute_url()).content.decode()
    assert 'name="until" value="' in page
    services.decline("Otras palabras", actor=second)
    address = one(second) if where == "one" else all_of(share)
    shown = client.post(address, {"until": read_at}, follow=True).content.decode()
    assert unread() == ({"Primera respuesta", "Otras palabras"} if where == "one" else {"Otras palabras"})
    assert ("new words that you have not seen yet" in shown) == (where == "one")


@pytest.mark.parametrize("until", ["", "yesterday", "2018-02-31T10:00:00+00:00", "2018-02-03T10:00:00"])
def test_what_is_no_time_means_now(answered, share, client, until):
    client.post(all_of(share), {"until": until})
    assert unread() == set()


def test_new_words_wait_anew_and_the_same_do_not(answered, writer):
    second = answered[1]
    services.note_answer(second, actor=writer)
    services.decline("Segunda respuesta", actor=second)
    assert "Segunda respuesta" not in unread()
    services.decline("Otra", actor=second)
    assert "Otra" in unread()
    second.refresh_from_db()
    assert second.answer_seen_by is None


def test_an_answer_that_is_taken_back_waits_no_more(answered):
    services.acknowledge("Ana de Prueba", actor=answered[1])
    assert unread() == {"Primera respuesta"}


def test_twice_says_so_and_keeps_who_was_first(answered, client, logged_in, writer):
    other = make.coordinator()
    services.note_answer(answered[0], actor=other)
    assert "somebody did it before" in client.post(one(answered[0]), follow=True).content.decode()
    answered[0].refresh_from_db()
    assert answered[0].answer_seen_by == other


def test_who_did_not_answer_has_nothing_to_note(answered, share, client, writer):
    silent = share.deliveries.exclude(pk__in=[delivery.pk for delivery in answered]).get()
    assert not services.note_answer(silent, actor=writer)
    assert one(silent) not in client.get(share.get_absolute_url()).content.decode()


def test_by_writers_only_and_not_by_get(answered, share, representatives, logged_in, client):
    with pytest.raises(PermissionDenied):
        services.note_answer(answered[0], actor=representatives[0])
    with pytest.raises(PermissionDenied):
        services.note_answers(share, actor=representatives[0])
    for address in (one(answered[0]), all_of(share)):
        assert logged_in(representatives[0]).post(address).status_code == 403
        assert client.get(address).status_code == 405
    assert len(unread()) == 2


def test_the_row_moves_when_another_noted_it(answered, share, client):
    """Of the rows that a reader has, the ledger sends those that changed."""
    page = client.get(share.get_absolute_url()).content.decode()
    poll = reverse("actionplans:share_ledger", args=[share.pk])
    seen = page.split(f"{poll}?seen=")[1].split('"')[0] if f"{poll}?seen=" in page else ""
    assert f"{answered[0].pk}-" in seen
    services.note_answer(answered[0], actor=make.coordinator())
    moved = client.get(poll, {"seen": seen}).content.decode()
    assert f'id="row-{answered[0].pk}"' in moved and f'id="row-{answered[1].pk}"' not in moved
    assert "noted " in moved
