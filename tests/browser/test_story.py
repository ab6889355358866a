"""The main job, lived through on the real case: from the meeting of 2018 to the acknowledged plan and its next version.

A real browser for each person, a real worker on Redis and PostgreSQL, real SMTP; the links come out of the mails.
"""

import re

import pytest
from django.db import InternalError, connection

from actionplans.models import Delivery, PlanVersion
from alianza.demo.data.accounts import PASSWORD
from alianza.management.commands.load_demo import load
from meetings.models import MinutesVersion
from meetings.services.minutes_review import approve_due
from members.models import Mandate, Organization, OutboxMail, Person
from members.tasks import sweep

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

COORDINATOR = "coordinacion@espacios.example"
ONE, OTHER = "representante02@org02.example", "representante07@org07.example"
LINK = re.compile(r"http://localhost:\d+\S+")


@pytest.fixture
def people(page_for):
    """`people(email)`: that person's own browser, logged in through the page, in English."""
    pages = {}

    def of(email: str):
        if email not in pages:
            page = pages[email] = page_for(None, lang="en")
            page.goto("/accounts/login/")
            page.locator("#id_login").fill(email)
            page.locator("#id_password").fill(PASSWORD)
            page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
            page.wait_for_url("**/")
        return pages[email]

    return of


@pytest.fixture
def story(transactional_db, worker, smtp_sink):
    load()
    for unknown in Person.objects.filter(email__endswith="rebota.example"):
        smtp_sink.answer(unknown.email, "550 5.1.1 unknown user")
    worker.start(OUTBOX_RETRY_SECONDS="1,1,1")
    smtp_sink.wait_for(15)  # the invitations to the next meeting
    smtp_sink.envelopes.clear()
    return smtp_sink


def link_in(mail) -> str:
    return LINK.search(mail.message.get_body(("plain",)).get_content())[0]


def test_from_the_meeting_to_the_acknowledged_plan(story, people, page_for):
    page = people(COORDINATOR)
    sees_the_directory(page)
    records_the_meeting(page, story)
    makes_activities_of_agreements(page)
    sends_to_review(page, story)
    comments_and_takes_a_stance(people(ONE), story)
    endorses(people(OTHER))
    publishes(page)
    nobody_changes_what_is_published()
    shares(page, story)
    stakeholder = page_for(None, width=360)
    acknowledges(stakeholder, story)
    sees_the_acknowledgement(page)
    reminds_the_rest(page, story)
    closes_one_link(page, page_for(None, width=360, java_script_enabled=False), story)
    publishes_a_second_version(page)
    stakeholder.reload()
    assert stakeholder.get_by_text("fue reemplazada por la versión 2").is_visible()


def sees_the_directory(page) -> None:
    page.get_by_role("link", name="Members", exact=True).click()
    members = Organization.objects.active_members()
    assert members.count() == 15
    assert len({one.department for one in members}) > 5
    for organization in [*members, Organization.objects.stakeholders().first()]:
        assert page.get_by_role("link", name=organization.name, exact=True).count() >= 1


def all_sent(sink) -> None:
    """What the outbox holds has reached the mail server; the invitations were counted before."""
    leaving = OutboxMail.objects.exclude(state__in=["failed", "withdrawn", "held"])
    sink.wait_for(leaving.count() - 15)


def records_the_meeting(page, sink) -> None:
    page.get_by_role("link", name="Meetings", exact=True).click()
    page.get_by_role("link", name="Primera reunión de planeación").first.click()
    assert page.get_by_text("21 representatives of 15 organizations").is_visible()
    page.get_by_role("link", name="Record an agreement").click()
    page.get_by_label("What was agreed").fill("Abrir un canal de comunicación entre las quince organizaciones")
    page.get_by_label("Kind").select_option("decision")
    page.get_by_role("button", name="Save the agreement").click()
    assert page.get_by_text("2018-01/8").first.is_visible()
    page.get_by_role("link", name="2018-01", exact=False).first.click()
    page.goto("/meetings/")
    page.get_by_role("link", name="Primera reunión de planeación").first.click()
    page.get_by_role("link", name="Send the minutes to review").first.click()
    page.get_by_role("button", name="Freeze and send to review").click()
    page.get_by_text("0 of 15 organizations have approved").wait_for()
    all_sent(sink)
    assert any("acta" in str(one.message["Subject"]) for one in sink.to(ONE))
    assert approve_due(MinutesVersion.objects.get().review_until) == 1, "silence"
    page.reload()
    before = len(sink.envelopes)
    page.get_by_role("link", name="Publish the minutes").first.click()
    page.get_by_role("button", name="Publish and tell").click()
    sink.wait_for(before + 21)
    assert all("Bogotá" not in str(one.message["Subject"]) for one in sink.envelopes)


def goes_to_the_plan(page) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Action plans").click()
    page.get_by_role("link", name=re.compile("2018–2020")).first.click()


def makes_activities_of_agreements(page) -> None:
    goes_to_the_plan(page)
    page.get_by_role("link", name="Make activities from them").click()
    row = page.get_by_role("row").filter(has_text="2018-01/8")
    row.get_by_role("link", name="Make an activity").click()
    title = page.get_by_label("Title", exact=True)
    assert "canal de comunicación" in title.input_value()
    page.get_by_label("Belongs to").select_option(index=1)
    page.get_by_role("group", name="Leads").get_by_label("Corporación Espacios de Mujer").check()
    page.get_by_role("button", name="Save").click()
    activity = page.locator("section.item").filter(has_text="canal de comunicación")
    assert "2018-01/8" in activity.inner_text()


def sends_to_review(page, sink) -> None:
    before, to_one = len(sink.envelopes), len(sink.to(ONE))
    page.get_by_role("link", name="Send to review").click()
    page.get_by_role("button", name="Freeze and send to review").click()
    asked = Mandate.objects.current().filter(role__in=["principal", "alternate"]).values("person").distinct().count()
    sink.wait_for(before + asked)
    assert len(sink.to(ONE)) == to_one + 1
    assert "0 of 15" in page.get_by_role("main").inner_text().replace("\n", " ")


def comments_and_takes_a_stance(page, sink) -> None:
    page.goto(link_in(sink.to(ONE)[-1]))
    page.get_by_role("link", name="Comment", exact=True).first.click()
    page.get_by_label("Comment").fill("Conviene nombrar aquí a los comités departamentales")
    page.get_by_role("button").filter(has_text="omment").click()
    assert page.get_by_text("Conviene nombrar aquí").is_visible()
    page.get_by_role("link", name="Say where your organization stands").click()
    page.get_by_label("with reservations").check()
    page.get_by_role("button", name="Answer").click()
    assert page.get_by_text("Reservations and dissent need a statement").first.is_visible()
    assert page.get_by_label("with reservations").is_checked()
    page.get_by_label("Statement").fill("Faltan las fechas de las autoridades locales")
    page.get_by_role("button", name="Answer").click()
    assert page.get_by_text("Faltan las fechas").first.is_visible()


def endorses(page) -> None:
    version = PlanVersion.objects.get(state="in_review")
    page.goto(f"/plans/versions/{version.pk}/stance/")
    page.get_by_label("endorses").check()
    page.get_by_role("button", name="Answer").click()
    assert "2 of 15" in page.get_by_role("main").inner_text().replace("\n", " ")


def publishes(page) -> None:
    goes_to_the_plan(page)
    page.get_by_role("link", name="Answers and comments").first.click()
    page.get_by_role("link", name="Publish", exact=True).click()
    page.get_by_role("button", name=re.compile("Publish version")).click()
    version = PlanVersion.objects.get(state="published")
    assert version.content_sha256 in page.content()


def nobody_changes_what_is_published() -> None:
    version = PlanVersion.objects.get(state="published")
    for change in (
        "UPDATE actionplans_planversion SET content = 'x' WHERE id = %s",
        "UPDATE actionplans_versionitem SET title = 'x' WHERE version_id = %s",
    ):
        with connection.cursor() as cursor, pytest.raises(InternalError, match="frozen"):
            cursor.execute(change, [version.pk])


def shares(page, sink) -> None:
    page.get_by_role("link", name="Share", exact=False).first.click()
    groups = page.get_by_role("group", name=re.compile("Everybody of"))
    folded = groups.locator("details:not([open]) > summary")
    while folded.count():
        folded.first.click()
    for box in groups.get_by_role("checkbox").all():
        box.check()
    page.get_by_label("Message").fill("Con gusto les compartimos el primer plan.")
    page.get_by_role("button", name="See what will be sent").click()
    page.get_by_role("button", name=re.compile("Send to")).click()
    page.evaluate("window.sameDocument = true")
    ledger = page.locator("#ledger")
    ledger.get_by_text("Nothing is on its way any more").wait_for(timeout=40_000)
    assert page.evaluate("window.sameDocument"), "the list moved by itself, without loading the page again"
    total = Delivery.objects.count()
    failed = Delivery.objects.filter(mail__state="failed").count()
    assert failed == 1
    assert total >= 15
    assert Delivery.objects.filter(mail__state="accepted").count() == total - failed
    for delivery in Delivery.objects.select_related("person").exclude(mail__state="failed"):
        assert len([one for one in sink.to(delivery.person.email) if "/plans/d/" in link_in(one)]) == 1
    assert "this address does not exist" in ledger.inner_text()


def acknowledges(page, sink) -> None:
    delivery = Delivery.objects.filter(language="es", mail__state="accepted").first()
    page.goto(link_in(sink.to(delivery.person.email)[-1]))
    assert page.get_by_role("heading", level=1).inner_text() == "Plan de acción 2018–2020"
    delivery.refresh_from_db()
    assert delivery.acknowledged_at is None, "reading is not acknowledging"
    with page.expect_download() as download:
        page.get_by_role("link", name="Descargar").first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    page.get_by_label("Su nombre").fill("Enlace de ejemplo")
    page.get_by_label("Su cargo").fill("Profesional de enlace")
    page.locator("#receipt").get_by_role("button").click()
    assert page.get_by_text("Enlace de ejemplo").first.is_visible()
    delivery.refresh_from_db()
    assert delivery.acknowledged_at
    assert delivery.opened_at


def sees_the_acknowledgement(page) -> None:
    page.reload()
    assert "Enlace de ejemplo" in page.locator("#ledger").inner_text()


def reminds_the_rest(page, sink) -> None:
    """Exactly those whom the mail reached and who have not acknowledged."""
    silent = Delivery.objects.filter(acknowledged_at=None, mail__state="accepted")
    missing = sorted(silent.values_list("person__email", flat=True))
    before = len(sink.envelopes)
    page.locator("#remind").click()
    page.locator("form.actions button.primary").click()
    sink.wait_for(before + len(missing), 60)
    assert sorted(address for one in sink.envelopes[before:] for address in one.recipients) == missing


def closes_one_link(page, stakeholder, sink) -> None:
    delivery = Delivery.objects.filter(acknowledged_at=None, mail__state="accepted", language="es").first()
    link = link_in(sink.to(delivery.person.email)[0])
    stakeholder.goto(link)
    assert stakeholder.get_by_role("heading", level=1).inner_text() == "Plan de acción 2018–2020"
    page.locator(f"#close-{delivery.pk}").click()
    delivery.refresh_from_db()
    assert delivery.revoked_at
    stakeholder.goto(link)
    assert "Plan de acción 2018–2020" not in stakeholder.content(), "at once, and without a word of the plan"


def publishes_a_second_version(page) -> None:
    goes_to_the_plan(page)
    page.get_by_role("button", name=re.compile("version 2")).click()
    draft = PlanVersion.objects.get(state="draft")
    texts = list(draft.items.filter(item__kind="activity").order_by("pk")[:3])
    for text, words in zip(texts, ("cada trimestre", "con los municipios", "antes de julio"), strict=True):
        page.goto(f"/plans/items/{text.pk}/edit/")
        page.get_by_label("Title", exact=True).fill(f"{text.title} {words}")
        page.get_by_role("button", name="Save").click()
    first = PlanVersion.objects.get(state="published")
    page.goto(f"/plans/versions/{draft.pk}/compare/{first.pk}/")
    assert page.locator("main ins").filter(has_text="cada trimestre").count() == 1
    assert page.get_by_text("3 changed").first.is_visible()
    page.goto(f"/plans/versions/{draft.pk}/review/open/")
    page.get_by_role("button", name="Freeze and send to review").click()
    page.goto(f"/plans/versions/{draft.pk}/publish/")
    page.get_by_role("button", name=re.compile("Publish version")).click()
    first.refresh_from_db()
    assert first.state == "superseded"
    page.goto(first.get_absolute_url())
    assert page.get_by_text(re.compile("superseded")).first.is_visible()
    sweep()
