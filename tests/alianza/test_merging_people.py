"""Merging two entries of one person: nothing that was done is lost, and what was said keeps its name of that day."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, close_old_connections, connection, transaction
from django.urls import reverse
from django.utils import timezone

from actionplans.models import Comment, DissentAnswer, Endorsement, PlanVersion
from alianza.merging import people as merging
from alianza.merging.merge import Itself, MergedAlready
from alianza.merging.rows import relations
from alianza.rights.erasing import erase
from meetings.models import Attendance, CalendarFeed, MinutesApproval, MinutesPerson
from meetings.presentation.acta_content import acta_of
from members.models import Consent, Invitation, OutboxMail, Person, roles_of
from members.services import erasures
from tests import factories as make
from tests.alianza.reviews import in_review, say
from tests.alianza.world import World

pytestmark = pytest.mark.django_db
STAY = {"meetings.MinutesPerson.person", "members.Person.merged_into"}


@pytest.fixture
def coordinator():
    return make.coordinator()


@pytest.fixture
def duplicate():
    return make.PersonFactory(name="Zulema Inventada de Prueba")


@pytest.fixture
def kept():
    return make.PersonFactory(name="Zulema Inventada Prueba")


def again(one):
    return type(one)._base_manager.get(pk=one.pk)


def page(person) -> str:
    return reverse("person_merge", args=[person.pk])


def refused(duplicate, kept, why, actor) -> str:
    with pytest.raises(why):
        merging.merge_people(duplicate, kept, actor=actor)
    words = str(merging.preview(duplicate, kept).refused)
    assert words and not Person.everyone.exclude(merged_into=None).exists()
    return words


def test_no_relation_to_people_is_forgotten():
    assert set(relations(Person)) == set(merging.RULES)


def test_all_that_somebody_did_and_has_moves_under_its_name(coordinator, kept):
    world = World()
    duplicate, name = world.person, world.person.name
    hashes = set(PlanVersion.objects.values_list("pk", "content_sha256"))
    had = {
        label: model._base_manager.filter(**{field.name: duplicate}).count()
        for label, (model, field) in relations(Person).items()
    }
    assert sum(map(bool, had.values())) >= 12
    merging.merge_people(duplicate, kept, actor=coordinator)
    for label, (model, field) in relations(Person).items():
        left = model._base_manager.filter(**{field.name: duplicate}).count()
        moved = model._base_manager.filter(**{field.name: kept}).count()
        assert (left, moved) == ((had[label], moved) if label in STAY else (0, had[label])), label
    assert set(PlanVersion.objects.values_list("pk", "content_sha256")) == hashes
    said = (*Attendance.objects.filter(person=kept).exclude(person_name=""), *Comment.objects.filter(author=kept))
    assert len(said) > 2 and {one.person_name for one in said} == {name}
    assert again(world.own).person == kept and roles_of(again(world.own)).answers_for == {world.organization.pk}


def test_frozen_minutes_still_name_them(coordinator, kept):
    world = World()
    merging.merge_people(world.person, kept, actor=coordinator)
    version = again(world.published_version)
    (row,) = acta_of(version).content["attendance"]
    assert acta_of(version).names[row["person"]].name == world.person.name


def test_what_nobody_may_rewrite_moves_too_and_is_closed_again(coordinator, duplicate, kept):
    world = World()
    approval = MinutesApproval.objects.create(
        version=world.minutes_version, organization=duplicate.organization, person=duplicate
    )
    answer = DissentAnswer.objects.create(
        endorsement=say(world.reviewed, duplicate, "dissent"), text="Respuesta de prueba", person=duplicate
    )
    merging.merge_people(duplicate, kept, actor=coordinator)
    for row in (approval, answer):
        assert (again(row).person, again(row).person_name) == (kept, duplicate.name)
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(person=duplicate)


def test_a_stance_keeps_its_words_and_hash_and_the_trail_says_who_merged(coordinator, duplicate, kept):
    version = in_review([duplicate.organization])
    stance = say(version, duplicate)
    merging.merge_people(duplicate, kept, actor=coordinator)
    now = Endorsement.objects.get()
    assert (now.person, now.person_name, now.content_sha256) == (kept, duplicate.name, stance.content_sha256)
    trail = Endorsement.pgh_event_model.objects.filter(pgh_obj=stance.pk).order_by("pgh_id")
    assert [one.person_id for one in trail] == [duplicate.pk, kept.pk]
    assert duplicate.events.filter(merged_into=kept).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        Endorsement.objects.update(person=duplicate)


def test_where_both_were_there_each_mark_stays(coordinator, duplicate, kept):
    meeting = make.MeetingFactory(closed_at=timezone.now())
    rows = [make.AttendanceFactory(meeting=meeting, person=one, status="present") for one in (duplicate, kept)]
    merging.merge_people(duplicate, kept, actor=coordinator)
    assert [again(row).person for row in rows] == [duplicate, kept]


def test_what_one_has_once_is_not_had_twice(coordinator, duplicate, kept):
    for person in (duplicate, kept):
        Consent.objects.create(person=person, way="paper", version="2026-11", text="Sí")
        address, digest = f"p{person.pk}@ejemplo.example", f"{person.pk:064}"
        Invitation.objects.create(person=person, email=address, token_sha256=digest, created_by=coordinator)
        CalendarFeed.objects.create(person=person, token_sha256=f"{person.pk:064}")
    merging.merge_people(duplicate, kept, actor=coordinator)
    assert kept.consents.filter(withdrawn_at=None).count() == 1 and kept.consents.count() == 2
    assert kept.invitations.open().count() == 1 and kept.invitations.count() == 2
    assert CalendarFeed.objects.get().person == kept


def test_what_the_kept_one_lacks_is_taken_over_and_no_mail_is_wanted_again(coordinator, duplicate, kept):
    Person.objects.filter(pk=duplicate.pk).update(phone="+57 601 555 0100", unsubscribed_at=timezone.now())
    Person.objects.filter(pk=kept.pk).update(phone="", email="propia@ejemplo.example")
    merging.merge_people(duplicate, kept, actor=coordinator)
    now = again(kept)
    assert (now.phone, now.email) == ("+57 601 555 0100", "propia@ejemplo.example") and now.unsubscribed_at


def test_found_by_both_names_listed_once_and_its_address_leads_on(client, coordinator, duplicate, kept):
    Person.objects.filter(pk=kept.pk).update(name="Otra Cosa Distinta")
    merging.merge_people(duplicate, again(kept), actor=coordinator)
    client.force_login(coordinator)
    assert client.get(reverse("members:person_list"), {"q": "zulema"}).context["page"].rows == [kept]
    assert client.get(duplicate.get_absolute_url()).url == kept.get_absolute_url()
    for name in ("members:person_update", "person_data"):
        assert client.get(reverse(name, args=[duplicate.pk])).status_code == 404
    client.force_login(make.representative())
    assert client.get(duplicate.get_absolute_url()).status_code == 404, "whoever may not see it isn't told where it is"


def test_refused(coordinator, duplicate, kept):
    refused(duplicate, duplicate, Itself, coordinator)
    one, two = make.representative().person, make.representative().person
    refused(one, two, merging.TwoAccounts, coordinator)
    meeting = make.MeetingFactory()
    for person in (duplicate, kept):
        make.AttendanceFactory(meeting=meeting, person=person)
    assert meeting.number in refused(duplicate, kept, merging.TwoInvitations, coordinator)
    asked = erasures.ask_erasure(one, actor=one.user)
    refused(kept, one, merging.Erased, coordinator)
    refused(one, kept, merging.Erased, coordinator)
    assert asked.is_open


def test_twice_and_into_what_is_merged(coordinator, duplicate, kept):
    merging.merge_people(duplicate, kept, actor=coordinator)
    other = make.PersonFactory()
    for pair in ((duplicate, kept), (again(duplicate), other), (other, again(duplicate))):
        with pytest.raises(MergedAlready):
            merging.merge_people(*pair, actor=coordinator)
    merging.merge_people(kept, other, actor=coordinator)
    assert {again(duplicate).merged_into, again(kept).merged_into} == {other}


def test_by_coordinators_only(duplicate, kept):
    with pytest.raises(PermissionDenied):
        merging.merge_people(duplicate, kept, actor=make.representative())


@pytest.mark.parametrize("into", ["itself", "chain"])
def test_the_database_refuses_it_too(duplicate, kept, into):
    Person.objects.filter(pk=duplicate.pk).update(merged_into=kept)
    one, target = (kept, kept) if into == "itself" else (make.PersonFactory(), duplicate)
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        Person.objects.filter(pk=one.pk).update(merged_into=target)


@pytest.mark.django_db(transaction=True)
def test_at_once_in_both_directions_only_one_happens():
    actor = make.administrator()
    one, two = make.PersonFactory.create_batch(2)

    def attempt(pair) -> str:
        close_old_connections()
        try:
            merging.merge_people(*pair, actor=actor)
        except MergedAlready:
            return "refused"
        finally:
            connection.close()
        return "merged"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, [(one, two), (two, one)])) == ["merged", "refused"]


def test_an_erasure_afterwards_leaves_neither_name(coordinator):
    world = World()
    duplicate, kept = world.person, make.PersonFactory(name="Zoraida Inventada", email="zoraida@ejemplo.example")
    said = {duplicate.name, duplicate.email, kept.name, kept.email}
    merging.merge_people(duplicate, kept, actor=coordinator)
    kept = again(kept)
    request = erasures.ask_erasure(kept, actor=again(world.own))
    erase(request, actor=world.users["administrator"])
    entries = Person.everyone.filter(pk__in=[duplicate.pk, kept.pk]).values_list("name", "email", "search_key")
    trail = Person.pgh_event_model.objects.filter(pgh_obj__in=[duplicate.pk, kept.pk]).values_list("name", "email")
    named = MinutesPerson.objects.filter(person=duplicate).values_list("name")
    mails = OutboxMail.objects.filter(person=kept).values_list("to_name", "to_email")
    left = {word for row in (*entries, *trail, *named, *mails) for word in row}
    assert named and not left & said, left & said


def test_the_page_looks_for_the_other_shows_and_does_it(client, coordinator, duplicate, kept):
    client.force_login(coordinator)
    assert page(duplicate) in client.get(duplicate.get_absolute_url()).content.decode()
    other = make.PersonFactory(name="Xyz")
    assert client.get(page(duplicate)).context["likely"] == [kept], "called nearly so"
    assert client.get(page(duplicate), {"q": "xyz"}).context["likely"] == [other]
    make.MandateFactory(person=duplicate, organization=duplicate.organization, role="alternate")
    shown = client.get(page(duplicate), {"into": kept.pk})
    assert [(one.moves, one.goes, one.stays) for one in shown.context["preview"].lines] == [(1, 0, 0)]
    assert duplicate.email in shown.content.decode() and kept.email in shown.content.decode()
    assert not Person.everyone.exclude(merged_into=None).exists(), "looking changes nothing"
    assert client.post(page(duplicate), {"into": kept.pk}).url == kept.get_absolute_url()
    assert again(duplicate).merged_into == kept
    assert client.post(page(duplicate), {"into": kept.pk}).status_code == 404


@pytest.mark.parametrize("into", ["", "x", "0", "9" * 30, "²"])
def test_an_answer_that_names_nobody(client, coordinator, duplicate, into):
    client.force_login(coordinator)
    assert client.get(page(duplicate), {"into": into, "q": "\x00"}).status_code == 200
    assert client.post(page(duplicate), {"into": into}).url == page(duplicate)


def test_refused_on_the_page_in_words(client, coordinator):
    one, two = make.representative().person, make.representative().person
    client.force_login(coordinator)
    shown = client.get(page(one), {"into": two.pk}).content.decode()
    assert str(merging.TwoAccounts.words) in shown and "btn danger" not in shown
    assert str(merging.TwoAccounts.words) in client.post(page(one), {"into": two.pk}, follow=True).content.decode()


def test_the_page_costs_the_same_with_much_to_move(coordinator, client, count_queries, duplicate, kept):
    client.force_login(coordinator)
    address = f"{page(duplicate)}?into={kept.pk}"
    few = count_queries(address)
    for _one in range(20):
        make.AttendanceFactory(person=duplicate)
    assert count_queries(address) == few <= 8
