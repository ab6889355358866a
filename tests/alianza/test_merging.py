"""Merging two entries of one organization: nothing that was done is lost, and nothing frozen is rewritten."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, close_old_connections, connection, transaction
from django.urls import reverse
from django.utils import timezone

from actionplans.models import Endorsement, Escalation, PlanVersion, ProgressReport, Responsibility, ReviewRound
from actionplans.services.import_organizations import known_organizations
from actionplans.services.plans import new_version
from alianza.merging import merge as merging
from alianza.merging.relations import RULES
from alianza.merging.rows import relations
from alianza.participation.counting import Period, Share, lines
from members.models import Assessment, ConfidentialAddress, Engagement, Organization, OrganizationTopic, Topic, roles_of
from tests import factories as make
from tests.alianza.reviews import in_review, say
from tests.alianza.world import World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


FROZEN = {
    "actionplans.Comment.organization",
    "actionplans.ProgressReport.organization",
    "actionplans.Responsibility.organization",
    "actionplans.ReviewRound_organizations.organization",
    "meetings.MinutesComment.organization",
    "meetings.MinutesVersion_organizations.organization",
}


def page(duplicate) -> str:
    return reverse("organization_merge", args=[duplicate.pk])


@pytest.fixture
def coordinator():
    return make.coordinator()


@pytest.fixture
def user():
    """Represents the duplicate."""
    return make.representative(organization=make.OrganizationFactory(name="Corporacion de ejemplo (duplicada)"))


@pytest.fixture
def duplicate(user):
    return user.person.organization


@pytest.fixture
def kept():
    return make.OrganizationFactory(name="Corporación de ejemplo")


def over(world: World) -> World:
    """Its review has ended."""
    PlanVersion.objects.filter(pk=world.reviewed.pk).update(state="withdrawn")
    return world


def again(one):
    return type(one).objects.get(pk=one.pk)


def test_no_relation_to_organizations_is_forgotten():
    assert set(relations(Organization)) == set(RULES)


def test_everything_that_may_move_moves(coordinator, kept):
    world = over(World())
    duplicate = world.organization
    merging.merge(duplicate, kept, actor=coordinator)
    for label, (model, field) in relations(Organization).items():
        left = model._default_manager.filter(**{field.name: duplicate})
        if label in FROZEN:
            assert left.exists(), f"{label} is frozen"
        elif label != "members.Organization.merged_into":
            assert not left.exists(), label
    for moved in (world.person, world.agreement, world.attendance, world.mandate):
        moved = again(moved)
        assert getattr(moved, "organization", None) == kept or moved.owner == kept


def test_its_people_go_on_under_the_other_name(coordinator, user, duplicate, kept):
    merging.merge(duplicate, kept, actor=coordinator)
    roles = roles_of(again(user))
    assert roles.organization_ids == {duplicate.pk, kept.pk} and roles.answers_for == {kept.pk}


def test_a_stance_and_its_hash_stay_and_count_for_the_kept_one(client, coordinator, user, duplicate, kept):
    version = in_review([duplicate], opened_at=timezone.now())
    stance = say(version, user.person)
    PlanVersion.objects.filter(pk=version.pk).update(state="published", published_at=timezone.now())
    before = again(version)
    merging.merge(duplicate, kept, actor=coordinator)
    assert again(stance).organization == duplicate and again(stance).content_sha256 == before.content_sha256
    assert (again(version).content, again(version).content_sha256) == (before.content, before.content_sha256)
    (line,) = lines([again(kept)], Period(TODAY - 30 * DAY, TODAY))
    assert line.reviews == Share(1, 1)
    assert line.last == stance.created_at
    client.force_login(again(user))
    assert duplicate.name in client.get(reverse("handover")).content.decode()


def test_both_said_something_in_a_closed_review(coordinator, user, duplicate, kept):
    other = make.representative(organization=kept, role="alternate")
    version = in_review([duplicate, kept])
    say(version, user.person)
    say(version, other.person, "dissent")
    PlanVersion.objects.filter(pk=version.pk).update(state="withdrawn")
    merging.merge(duplicate, kept, actor=coordinator)
    assert set(ReviewRound.objects.get().organizations.all()) == {duplicate, kept}
    assert Endorsement.objects.latest().count() == 2
    (line,) = lines([again(kept)], Period(TODAY - 30 * DAY, TODAY))
    assert line.reviews == Share(1, 1), "one review, whatever names it has"


def test_asked_and_silent_in_a_closed_review(coordinator, duplicate, kept):
    version = in_review([duplicate])
    PlanVersion.objects.filter(pk=version.pk).update(state="withdrawn")
    merging.merge(duplicate, kept, actor=coordinator)
    (line,) = lines([again(kept)], Period(TODAY - 30 * DAY, TODAY))
    assert line.reviews == Share(0, 1)


def test_a_published_activity_keeps_its_name_and_the_next_version_has_the_other(coordinator, user, duplicate, kept):
    world = over(World())
    version, mine = world.version, world.own.person.organization
    merging.merge(mine, kept, actor=coordinator)
    assert [one.organization for one in Responsibility.objects.filter(text__version=version)] == [mine]
    assert mine.pk in roles_of(again(world.own)).organization_ids, "its activities and reports are still its own"
    assert ProgressReport.objects.get(pk=world.report.pk).organization == mine
    draft = new_version(world.plan, actor=coordinator)
    assert [one.organization for one in Responsibility.objects.filter(text__version=draft)] == [kept]


def test_two_responsible_for_one_activity_become_one_who_leads(coordinator, duplicate, kept):
    text = make.VersionItemFactory()
    Responsibility.objects.create(text=text, organization=duplicate, role="lead")
    Responsibility.objects.create(text=text, organization=kept, role="lead")
    merging.merge(duplicate, kept, actor=coordinator)
    assert [one.organization for one in text.responsibilities.all()] == [kept]


def test_what_both_have_goes_and_the_trail_has_it(coordinator, duplicate, kept):
    body = make.BodyFactory(organizations=[duplicate, kept])
    shared, own = (Topic.objects.create(kind="theme", name=name) for name in ("Tema común", "Tema propio"))
    duplicate.topics.set([shared, own])
    kept.topics.set([shared])
    merging.merge(duplicate, kept, actor=coordinator)
    assert list(body.organizations.all()) == [kept] and set(kept.topics.all()) == {shared, own}
    trail = OrganizationTopic._meta.apps.get_model("members.OrganizationTopicEvent").objects
    assert trail.filter(organization=duplicate, topic=shared, pgh_label="delete").exists()


def test_a_past_principal_of_the_same_time_stays_and_is_shown(client, coordinator, duplicate, user, kept):
    user.person.mandates.update(ends_on=TODAY)
    make.MandateFactory(person=make.PersonFactory(organization=kept))
    merging.merge(duplicate, kept, actor=coordinator)
    (held,) = user.person.mandates.all()
    assert held.organization == duplicate
    client.force_login(coordinator)
    assert user.person.name in client.get(kept.get_absolute_url()).content.decode()


def test_a_term_of_the_secretariat_goes_on(kept):
    leader = make.coordinator()
    merging.merge(leader.person.organization, kept, actor=make.administrator())
    assert roles_of(again(leader)).is_coordinator
    second = make.coordinator()
    merging.merge(second.person.organization, kept, actor=make.administrator())
    assert kept.secretariat_terms.current().count() == 1
    assert second.person.organization.secretariat_terms.get().ends_on == TODAY, "it held nothing more than the other"
    assert roles_of(again(second)).is_coordinator


def test_terms_that_overlap_need_somebody_to_end_one(kept):
    leader = make.coordinator()
    make.SecretariatTermFactory(organization=kept, starts_on=TODAY - 30 * DAY, ends_on=TODAY + 30 * DAY)
    refused(leader.person.organization, kept, merging.TwoTerms, make.administrator())
    leader.person.organization.secretariat_terms.update(ends_on=TODAY)
    merging.merge(leader.person.organization, kept, actor=make.administrator())
    assert kept.secretariat_terms.count() == 1 and leader.person.organization.secretariat_terms.count() == 1


def test_approaches_and_assessments_of_a_stakeholder_move(coordinator):
    first, second = make.StakeholderFactory(), make.StakeholderFactory()
    approach = Engagement.objects.create(stakeholder=first, channel="letter", about="Carta de prueba")
    judged = Assessment.objects.create(
        stakeholder=first, interest=3, influence=2, position=1, assessed_by=make.administrator()
    )
    merging.merge(first, second, actor=coordinator)
    assert again(approach).stakeholder == again(judged).stakeholder == second


def test_a_reminder_of_a_late_activity_is_not_sent_again(coordinator):
    world = over(World())
    mine = world.own.person.organization
    Escalation.objects.create(item=world.item, organization=mine, due_on=TODAY, step=1)
    merging.merge(mine, make.OrganizationFactory(), actor=coordinator)
    assert Escalation.objects.get().organization == mine, "it is looked for beside the activity of that name"


def test_both_confidential_addresses_are_kept(coordinator, duplicate, kept):
    for organization, text in ((duplicate, "Carrera de prueba"), (kept, "Calle de prueba")):
        ConfidentialAddress.objects.create(organization=organization, text=text)
    merging.merge(duplicate, kept, actor=coordinator)
    assert ConfidentialAddress.objects.get().text == "Calle de prueba\nCarrera de prueba"
    third = make.OrganizationFactory()
    ConfidentialAddress.objects.create(organization=third, text="Avenida de prueba")
    fourth = make.OrganizationFactory()
    merging.merge(third, fourth, actor=coordinator)
    assert fourth.confidential_address.text == "Avenida de prueba"


def test_what_the_kept_one_lacks_is_taken_over(coordinator, duplicate, kept):
    Organization.objects.filter(pk=duplicate.pk).update(acronym="CDE", website="https://cde.example")
    Organization.objects.filter(pk=kept.pk).update(website="https://otra.example")
    kept.refresh_from_db()
    kept.department = ""
    shown = merging.preview(again(duplicate), kept).filled
    assert shown == [("Sigla", "CDE"), ("Departamento", "Nariño")]
    merging.merge(duplicate, kept, actor=coordinator)
    assert (again(kept).acronym, again(kept).website) == ("CDE", "https://otra.example")


def test_found_by_both_names_and_listed_once(client, coordinator, duplicate, kept):
    merging.merge(duplicate, kept, actor=coordinator)
    client.force_login(coordinator)
    found = client.get(reverse("members:organization_list"), {"q": "duplicada"}).context["page"].rows
    assert found == [kept]
    assert client.get(duplicate.get_absolute_url()).url == kept.get_absolute_url()
    assert duplicate.name in client.get(kept.get_absolute_url()).content.decode()
    assert known_organizations()["corporacion de ejemplo (duplicada)"] == kept.pk
    assert duplicate not in Organization.objects.active_members()


def test_what_was_merged_before_comes_along(coordinator, duplicate, kept):
    first = make.OrganizationFactory()
    merging.merge(first, duplicate, actor=coordinator)
    merging.merge(duplicate, kept, actor=coordinator)
    assert {again(first).merged_into, again(duplicate).merged_into} == {kept}


def refused(duplicate, kept, why, actor) -> None:
    with pytest.raises(why):
        merging.merge(duplicate, kept, actor=actor)
    assert merging.preview(duplicate, kept).refused == why.words


def test_refused(coordinator, user, duplicate, kept):
    refused(duplicate, duplicate, merging.Itself, coordinator)
    refused(duplicate, make.StakeholderFactory(), merging.NotAlike, coordinator)
    refused(duplicate, make.OrganizationFactory(left_on=TODAY), merging.KeptHasLeft, coordinator)
    two = make.representative()
    refused(duplicate, two.person.organization, merging.TwoPrincipals, coordinator)
    coming = make.PersonFactory()
    make.MandateFactory(person=coming, starts_on=TODAY + 30 * DAY)
    refused(coming.organization, two.person.organization, merging.TwoPrincipals, coordinator)
    in_review([duplicate])
    refused(duplicate, kept, merging.OpenReview, coordinator)
    assert not Organization.objects.exclude(merged_into=None).exists()


def test_twice_and_into_what_is_merged(coordinator, duplicate, kept):
    merging.merge(duplicate, kept, actor=coordinator)
    other = make.OrganizationFactory()
    refused(again(duplicate), other, merging.MergedAlready, coordinator)
    refused(other, again(duplicate), merging.MergedAlready, coordinator)
    with pytest.raises(merging.MergedAlready):
        merging.merge(duplicate, kept, actor=coordinator)


def test_by_coordinators_only(user, duplicate, kept):
    with pytest.raises(PermissionDenied):
        merging.merge(duplicate, kept, actor=user)


@pytest.mark.parametrize("into", ["itself", "chain"])
def test_the_database_refuses_it_too(duplicate, kept, into):
    Organization.objects.filter(pk=duplicate.pk).update(merged_into=kept)
    target = kept if into == "itself" else duplicate
    one = kept if into == "itself" else make.OrganizationFactory()
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        Organization.objects.filter(pk=one.pk).update(merged_into=target)


@pytest.mark.django_db(transaction=True)
def test_at_once_in_both_directions_only_one_happens():
    actor = make.administrator()
    one, two = make.OrganizationFactory.create_batch(2)

    def attempt(pair) -> str:
        close_old_connections()
        try:
            merging.merge(*pair, actor=actor)
        except merging.MergedAlready:
            return "refused"
        finally:
            connection.close()
        return "merged"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, [(one, two), (two, one)])) == ["merged", "refused"]
    assert Organization.objects.exclude(merged_into=None).count() == 1


def test_the_page_looks_for_the_other_shows_and_does_it(client, coordinator, duplicate, kept):
    client.force_login(coordinator)
    assert page(duplicate) in client.get(duplicate.get_absolute_url()).content.decode()
    other = make.OrganizationFactory(name="Xyz")
    assert client.get(page(duplicate)).context["likely"] == [kept], "called nearly so"
    assert client.get(page(duplicate), {"q": "xyz"}).context["likely"] == [other]
    shown = client.get(page(duplicate), {"into": kept.pk})
    lines_shown = {line.title: (line.moves, line.goes, line.stays) for line in shown.context["preview"].lines}
    assert lines_shown == {"Personas": (1, 0, 0), "Mandatos": (1, 0, 0)}
    assert not Organization.objects.exclude(merged_into=None).exists(), "looking changes nothing"
    assert client.post(page(duplicate), {"into": kept.pk}).url == kept.get_absolute_url()
    assert again(duplicate).merged_into == kept
    assert client.post(page(duplicate), {"into": kept.pk}).status_code == 404


@pytest.mark.parametrize("into", ["", "x", "0", "9" * 30, "²"])
def test_an_answer_that_names_nobody(client, coordinator, duplicate, into):
    client.force_login(coordinator)
    assert client.get(page(duplicate), {"into": into, "q": "\x00"}).status_code == 200
    assert client.post(page(duplicate), {"into": into}).url == page(duplicate)


def test_refused_on_the_page_in_words(client, coordinator, duplicate):
    stakeholder = make.StakeholderFactory()
    client.force_login(coordinator)
    shown = client.get(page(duplicate), {"into": stakeholder.pk}).content.decode()
    assert str(merging.NotAlike.words) in shown and "btn danger" not in shown
    answer = client.post(page(duplicate), {"into": stakeholder.pk}, follow=True)
    assert str(merging.NotAlike.words) in answer.content.decode()


def test_the_page_costs_the_same_with_much_to_move(coordinator, client, count_queries, duplicate, kept):
    client.force_login(coordinator)
    address = f"{page(duplicate)}?into={kept.pk}"
    few = count_queries(address)
    for person in make.PersonFactory.create_batch(20, organization=duplicate):
        make.AttendanceFactory(person=person)
    assert count_queries(address) == few <= 8
