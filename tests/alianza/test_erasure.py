"""After an erasure nothing in the database names the person; counts, stances and fingerprints are what they were."""

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from actionplans.models import Endorsement, PlanVersion
from alianza.rights.erasing import erase, preview
from alianza.rights.steps import steps
from members.canonical import sha256
from members.models import Assessment, Mandate, OutboxMail, Person, User
from members.services import erasures
from members.services.people import save_person
from tests import factories as make
from tests.alianza.world import World, freeze

pytestmark = pytest.mark.django_db
NAME, FORMER, PHONE = "Zulema Inventada Prueba", "Zulema Inventada Antes", "+57 601 555 0177"
ADDRESS, OLD_ADDRESS = "zulema.inventada@ejemplo.example", "zulema.antes@ejemplo.example"
SAID = (NAME, FORMER, PHONE, ADDRESS, OLD_ADDRESS, "Directora inventada")


@pytest.fixture
def world() -> World:
    """Somebody who is everywhere: under two names and addresses, in texts of others, in frozen rows."""
    world = World()
    person = world.person
    person.name, person.email, person.phone, person.position = FORMER, OLD_ADDRESS, PHONE, "Directora inventada"
    save_person(person, actor=world.coordinator)
    person.name, person.email = NAME, ADDRESS
    save_person(person, actor=world.coordinator)
    person.user.email = ADDRESS
    person.user.save()
    _in_texts(world)
    world.request = erasures.ask_erasure(person, actor=User.objects.get(pk=world.own.pk))
    return world


def _in_texts(world: World) -> None:
    minutes = world.minutes
    minutes.text = f"Preside **{NAME}**.\n{ADDRESS}"
    minutes.save()
    world.acta = make.minutes_version(world.meeting)
    world.comment.text = f"Como dijo @{NAME.upper()}, falta el plazo. {PHONE}"
    world.comment.save()
    world.comment.asks.add(world.person)
    world.engagement.answer = f"Se lo dijeron a {NAME}"
    world.engagement.save()
    world.step.text = f"Que {NAME} lleve la carta"
    world.step.save()
    Assessment.objects.update(words=f"Según {NAME}")
    world.agenda_item.presenter = NAME
    world.agenda_item.save()
    Endorsement.objects.create(
        version=world.reviewed,
        content_sha256=world.reviewed.content_sha256,
        organization=world.organization,
        person=world.person,
        stance="reservations",
        statement=f"Firma {NAME}",
    )
    OutboxMail.objects.create(
        event="news",
        key="1",
        person=world.person,
        to_name=NAME,
        to_email=ADDRESS,
        subject=f"Para {NAME}",
        text=f"Hola, {NAME}:",
        message_id="<1@testserver>",
    )
    OutboxMail.objects.create(
        event="news",
        key="2",
        person=world.other.person,
        to_name="Otra",
        to_email="otra@ejemplo.example",
        subject="Aviso",
        text=f"Escriba a {NAME}, {ADDRESS}",
        message_id="<2@testserver>",
    )
    delivery = world.delivery
    delivery.acknowledged_name, delivery.acknowledged_at, delivery.note = (
        "Quien firma",
        make.in_a_week(),
        f"Vi a {NAME}",
    )
    delivery.save()
    world.plan_import.tables = [{"name": "plan.csv", "rows": [[1, ["Contacto", f'{NAME} "la profe"']]]}]
    world.plan_import.save()


def places_that_say(words: tuple[str, ...]) -> dict[str, int]:
    """{table.column: rows} of every column of every table of the database, trails and queues included."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND data_type IN ('text', 'character varying', 'character', 'json', 'jsonb') "
            "AND table_name IN (SELECT tablename FROM pg_tables WHERE schemaname = 'public')"
        )
        for table, column in cursor.fetchall():
            says = " OR ".join(f'"{column}"::text ILIKE %s' for _ in words)
            statement = f'SELECT count(*) FROM "{table}" WHERE {says}'  # noqa: S608
            cursor.execute(statement, [f"%{word}%" for word in words])
            number = cursor.fetchone()[0]
            if number:
                found[f"{table}.{column}"] = number
    return found


def counts() -> dict[str, int]:
    """Rows of every table that an erasure may not lose: all but what opens the account, and what it writes itself."""
    gone = {"EmailAddress", "Authenticator", "UserSession", "Session", "CalendarFeed"}
    kept = [m for m in apps.get_models() if m._meta.managed and not m._meta.proxy and m.__name__ not in gone]
    return {m._meta.label: m._default_manager.count() for m in kept if not hasattr(m, "pgh_tracked_model")}


def all_stances() -> list[tuple]:
    return list(Endorsement.objects.order_by("pk").values_list("organization", "version", "stance", "person"))


def test_nothing_names_the_person_any_more(world):
    before = places_that_say(SAID)
    assert {
        "meetings_minutes.text",
        "meetings_minutesversion.content",
        "members_personevent.name",
        "actionplans_endorsement.statement",
    } <= set(before)
    assert {"members_engagementevent.answer", "members_engagementstep.text", "members_assessment.words"} <= set(before)
    assert {"actionplans_commentevent.text", "actionplans_planimport.tables", "members_outboxmail.text"} <= set(before)
    erase(world.request, actor=world.users["administrator"])
    assert places_that_say(SAID) == {}


def test_with_the_rights_of_the_application(world, as_application_role):
    """It owns no table, and disables no trigger."""
    with as_application_role():
        erase(world.request, actor=world.users["administrator"])
    assert places_that_say(SAID) == {}


def test_counts_stances_and_fingerprints_stay(world):
    hashes = dict(PlanVersion.objects.values_list("pk", "content_sha256"))
    stances = all_stances()
    before = counts()
    erase(world.request, actor=world.users["administrator"])
    assert counts() == before
    assert (
        list(Endorsement.objects.order_by("pk").values_list("organization", "version", "stance", "person")) == stances
    )
    frozen = PlanVersion.objects.exclude(content=None)
    assert frozen and {one.pk: sha256(one.content) for one in frozen} == {pk: h for pk, h in hashes.items() if h}
    person = Person.objects.get(pk=world.person.pk)
    assert person.name.startswith("Persona ")
    assert person.name in world.minutes.__class__.objects.get(pk=world.minutes.pk).text
    acta = world.acta.__class__.objects.get(pk=world.acta.pk)
    assert person.name in acta.text and acta.content_sha256 == sha256(acta.content) != world.acta.content_sha256
    assert acta.people.get(person=person).name == person.name
    untouched = world.published_version.__class__.objects.get(pk=world.published_version.pk)
    assert untouched.content_sha256 == world.published_version.content_sha256, "names of people stand beside it"
    world.delivery.refresh_from_db()
    assert world.delivery.acknowledged_name == "Quien firma", "somebody else's name is theirs"


def test_what_was_promised_is_what_happens(world):
    """Row by row; a text that a step empties needs no words replaced, and a changed row adds one to its trail."""
    shown = preview(world.request)
    promised = {str(step.title): step.rows.count() for step in steps(shown.subject, shown.words, "…")}
    assert {title: n for title, n in promised.items() if n}.items() <= dict(shown.changes).items()
    done = erase(world.request, actor=world.users["administrator"]).counts
    trails = {str(step.title) for step in steps(shown.subject, shown.words, "…") if "pgh_id" in columns_of(step)}
    assert {title: done.get(title, 0) for title in promised.keys() - trails} == {
        title: n for title, n in promised.items() if title not in trails
    }
    assert set(done) <= {title for title, _number in shown.changes} | trails


def columns_of(step) -> set[str]:
    return {one.name for one in step.rows.model._meta.concrete_fields}


def test_the_account_is_closed(client, world):
    own = User.objects.get(pk=world.own.pk)
    own.set_password(make.PASSWORD)
    own.save()
    client.force_login(own)
    assert client.get(reverse("my_data")).status_code == 200
    erase(world.request, actor=world.users["administrator"])
    assert client.get(reverse("my_data")).status_code == 302, "the open session ended"
    own.refresh_from_db()
    assert not own.is_active and not own.has_usable_password()
    assert not client.login(email=ADDRESS, password=make.PASSWORD)
    assert not client.login(email=own.email, password=make.PASSWORD)
    assert not Mandate.objects.current().filter(person=world.person).exists()


def test_links_stop_working(client, world):
    erase(world.request, actor=world.users["administrator"])
    assert client.get(reverse("meetings:invitation", args=[world.invited_token])).status_code == 404
    assert client.get(reverse("meetings:agreement_by_link", args=[world.reminder_token])).status_code == 404
    assert OutboxMail.objects.get(event="news", key="1").state == "withdrawn"
    assert OutboxMail.objects.get(event="news", key="2").state == "queued", "to somebody else"


def test_a_stakeholder_who_acknowledged(client, world):
    Person.objects.filter(pk=world.stakeholder.pk).update(name="Enlace Inventado Largo")
    world.delivery.acknowledged_name, world.delivery.acknowledged_position = "Enlace Inventado Largo", "Enlace raro"
    world.delivery.save()
    request = erasures.ask_erasure(Person.objects.get(pk=world.stakeholder.pk), actor=world.coordinator)
    erase(request, actor=world.users["administrator"])
    world.delivery.refresh_from_db()
    assert world.delivery.acknowledged_at and world.delivery.revoked_at
    assert places_that_say(("Enlace Inventado Largo", "Enlace raro", world.stakeholder.email)) == {}


def test_somebody_of_the_same_name_keeps_it(world):
    twin = make.PersonFactory(name=NAME, email="otra.zulema@ejemplo.example")
    assert preview(world.request).words.shared == (NAME,)
    erase(world.request, actor=world.users["administrator"])
    twin.refresh_from_db()
    world.minutes.refresh_from_db()
    assert twin.name == NAME and NAME in world.minutes.text
    assert ADDRESS not in world.minutes.text


def test_a_frozen_version_that_names_somebody_is_told_not_changed(world):
    text = world.draft_text
    text.title = f"Encargar a {NAME}"
    text.save()
    freeze(world.draft, "published")
    before = PlanVersion.objects.get(pk=world.draft.pk).content
    assert preview(world.request).frozen == 1
    erase(world.request, actor=world.users["administrator"])
    assert PlanVersion.objects.get(pk=world.draft.pk).content == before


def test_once_and_by_administrators_alone(world):
    for user in (world.coordinator, world.other):
        with pytest.raises(PermissionDenied):
            erase(world.request, actor=user)
    erase(world.request, actor=world.users["administrator"])
    with pytest.raises(erasures.AlreadyDecided):
        erase(world.request, actor=world.users["administrator"])
    with pytest.raises(erasures.AlreadyErased):
        erasures.ask_erasure(Person.objects.get(pk=world.person.pk), actor=User.objects.get(pk=world.own.pk))


def test_not_the_last_coordinator_nor_oneself(world):
    admin, coordinator = world.users["administrator"], world.coordinator
    request = erasures.ask_erasure(coordinator.person, actor=coordinator)
    with pytest.raises(erasures.LastCoordinator):
        erase(request, actor=admin)
    make.MandateFactory(person=world.other.person, organization=coordinator.person.organization, role="coordinator")
    assert erase(request, actor=admin).decision == "erased"
    person = make.PersonFactory(user=admin)
    with pytest.raises(erasures.OwnRequest):
        erase(erasures.ask_erasure(person, actor=admin), actor=admin)


def test_the_trail_is_closed_again(world):
    erase(world.request, actor=world.users["administrator"])
    with pytest.raises(Exception, match="append_only"):
        world.person.events.update(name="Otra")


def test_the_pages_of_whoever_decides(client, world):
    client.force_login(world.users["administrator"])
    assert NAME in client.get(reverse("erasure_list")).content.decode()
    page = client.get(reverse("erasure_detail", args=[world.request.pk])).content.decode()
    assert reverse("erasure_confirm", args=[world.request.pk]) in page
    refused = client.post(reverse("erasure_decline", args=[world.request.pk]), {"words": ""})
    assert refused.status_code == 200 and world.person.erasures.get().is_open
    done = client.post(reverse("erasure_confirm", args=[world.request.pk]), follow=True).content.decode()
    assert NAME not in done and world.person.erasures.get().decision == "erased"


def test_an_own_address_in_a_text_of_a_mail_server(world):
    """What the mail server answered may repeat the address."""
    mail = OutboxMail.objects.get(event="news", key="1")
    mail.tries.create(accepted=False, answer=f"550 {ADDRESS} unknown", domain="ejemplo.example")
    erase(world.request, actor=world.users["administrator"])
    assert ADDRESS not in mail.tries.get().answer


def test_declined_with_a_reason_by_mail(client, world):
    client.force_login(world.users["administrator"])
    client.post(reverse("erasure_decline", args=[world.request.pk]), {"words": "Hay un deber de guardar"})
    assert "Hay un deber de guardar" in OutboxMail.objects.get(event="erasure_declined").text
    client.force_login(User.objects.get(pk=world.own.pk))
    assert "Hay un deber de guardar" in client.get(reverse("my_data")).content.decode()


def test_a_coordinator_reads_and_does_not_decide(client, world):
    client.force_login(world.coordinator)
    page = client.get(reverse("erasure_detail", args=[world.request.pk])).content.decode()
    assert reverse("erasure_confirm", args=[world.request.pk]) not in page
    assert client.post(reverse("erasure_confirm", args=[world.request.pk])).status_code == 403
