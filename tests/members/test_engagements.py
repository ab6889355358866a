"""Approaches to stakeholders: who records them, what is refused, who finds them, who has never been approached."""

import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from members.models import Engagement, EngagementStep, Person
from members.services import engagements as services
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LIST, EXPORT, APPROACHED = (f"members:engagement_{name}" for name in ("list", "export", "coverage"))


@pytest.fixture
def coordinator():
    return make.coordinator()


@pytest.fixture
def client(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def authority():
    return make.StakeholderFactory(name="Autoridad de ejemplo", level="departmental", department="CO-NAR")


def address(name: str, *arguments) -> str:
    return reverse(f"members:{name}", args=arguments)


def typed(coordinator, **changed) -> dict:
    fields = {
        "on": timezone.localdate().isoformat(),
        "channel": "letter",
        "ours": [coordinator.person.pk],
        "about": "Presentar el plan",
        "answer": "",
        "step-text": "",
        "step-due_on": "",
        "step-owner": "",
    }
    return fields | changed


def with_step(coordinator, **changed) -> dict:
    owner = make.representative().person
    step = {"step-text": "Llevar el texto", "step-due_on": timezone.localdate().isoformat(), "step-owner": owner.pk}
    return typed(coordinator, **(step | changed))


def test_an_approach_with_who_went_whom_they_met_and_what_follows(client, coordinator, authority):
    there = make.PersonFactory(organization=authority, position="Directora de ejemplo")
    data = with_step(coordinator, theirs=[there.pk], new_name="Otra persona", new_position="Asesor")
    answer = client.post(address("engagement_create", authority.pk), data)
    engagement = Engagement.objects.get()
    assert answer.url == engagement.get_absolute_url()
    noted = {one.person.name: (one.side, one.organization) for one in engagement.taking_part.all()}
    assert noted == {
        coordinator.person.name: ("ours", coordinator.person.organization),
        there.name: ("theirs", authority),
        "Otra persona": ("theirs", authority),
    }
    assert Person.objects.get(name="Otra persona").organization == authority
    step = engagement.steps.get()
    assert step.done_at is None and step.text == "Llevar el texto"
    page = client.get(engagement.get_absolute_url()).content.decode()
    assert all(words in page for words in (there.name, "Directora de ejemplo", "Llevar el texto", step.owner.name))
    assert engagement.get_absolute_url() in client.get(authority.get_absolute_url()).content.decode()


def test_the_organization_is_the_one_they_spoke_for_on_that_day(coordinator, authority):
    person = make.PersonFactory()
    before = make.OrganizationFactory()
    day = timezone.localdate() - 30 * DAY
    make.MandateFactory(person=person, organization=before, starts_on=day - 9 * DAY, ends_on=day + DAY)
    make.MandateFactory(person=person, organization=person.organization, starts_on=day + DAY)
    engagement = Engagement(stakeholder=authority, on=day, channel="phone", about="Saludo")
    services.record_engagement(engagement, ours=[person], theirs=[], actor=coordinator)
    assert engagement.taking_part.get().organization == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"on": (timezone.localdate() + DAY).isoformat()}, "on"),
        ({"on": "ayer"}, "on"),
        ({"channel": "paloma"}, "channel"),
        ({"ours": []}, "ours"),
        ({"ours": [0]}, "ours"),
        ({"about": "  "}, "about"),
        ({"about": "a" * 2001}, "about"),
        ({"new_position": "Asesor"}, "new_name"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_nothing_is_lost(client, coordinator, authority, changed, field):
    page = client.post(address("engagement_create", authority.pk), typed(coordinator, answer="Se oyó", **changed))
    assert page.status_code == 200 and page.context["form"].errors[field]
    assert "Se oyó" in page.content.decode() and not Engagement.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"step-due_on": ""}, "due_on"),
        ({"step-owner": ""}, "owner"),
        ({"step-text": ""}, "text"),
        ({"step-due_on": (timezone.localdate() - DAY).isoformat()}, "due_on"),
    ],
)
def test_half_a_step_is_refused_with_the_whole(client, coordinator, authority, changed, field):
    page = client.post(address("engagement_create", authority.pk), with_step(coordinator, **changed))
    assert page.context["step_form"].errors[field] and not Engagement.objects.exists()


def test_nobody_outside_the_alliance_owns_a_step(client, coordinator, authority):
    there = make.PersonFactory(organization=authority)
    page = client.post(address("engagement_create", authority.pk), with_step(coordinator, **{"step-owner": there.pk}))
    assert page.context["step_form"].errors["owner"]
    step = EngagementStep(engagement=make.EngagementFactory(), text="x", due_on=timezone.localdate(), owner=there)
    with pytest.raises(ValidationError):
        services.add_step(step, actor=coordinator)


def test_somebody_known_there_is_not_written_down_twice(client, coordinator, authority):
    make.PersonFactory(organization=authority, name="Ya Está")
    page = client.post(address("engagement_create", authority.pk), typed(coordinator, new_name="ya está"))
    assert page.context["form"].errors["new_name"]


def test_a_member_is_no_stakeholder_whatever_the_code_does(coordinator):
    member = make.OrganizationFactory()
    with pytest.raises(IntegrityError, match="no stakeholder"), transaction.atomic():
        make.EngagementFactory(stakeholder=member)
    engagement = make.EngagementFactory()
    engagement.stakeholder = member
    with pytest.raises(IntegrityError, match="no stakeholder"), transaction.atomic():
        engagement.save()


@pytest.mark.parametrize("who", [make.representative, make.UserFactory])
def test_only_the_secretariat_writes(who, authority):
    engagement, user = make.EngagementFactory(), who()
    new = Engagement(stakeholder=authority, channel="phone", about="x")
    step = EngagementStep(engagement=engagement, text="x", due_on=timezone.localdate(), owner=make.PersonFactory())
    for act in (
        lambda: services.record_engagement(new, ours=[], theirs=[], actor=user),
        lambda: services.change_engagement(engagement, ours=[], theirs=[], actor=user),
        lambda: services.add_step(step, actor=user),
        lambda: services.change_step(make.EngagementStepFactory(), actor=user),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_change_keeps_who_was_noted_and_takes_out_who_was_not_there(client, coordinator):
    engagement = make.EngagementFactory()
    stays, goes = (make.representative().person for _ in range(2))
    elsewhere = make.OrganizationFactory()
    make.EngagementPersonFactory(engagement=engagement, person=stays, organization=elsewhere)
    make.EngagementPersonFactory(engagement=engagement, person=goes)
    data = typed(coordinator, ours=[stays.pk], answer="Dijeron que sí", lock_version=0)
    client.post(address("engagement_update", engagement.pk), data)
    engagement.refresh_from_db()
    assert engagement.answer == "Dijeron que sí" and engagement.lock_version == 1
    assert engagement.taking_part.get().organization == elsewhere, "the organization noted then"


def test_two_at_once_both_texts_are_shown_and_one_is_kept_on_purpose(client, coordinator):
    engagement = make.EngagementFactory()
    address_ = address("engagement_update", engagement.pk)
    client.post(address_, typed(coordinator, answer="La primera", lock_version=0))
    page = client.post(address_, typed(coordinator, answer="La segunda", lock_version=0))
    said = page.content.decode()
    assert page.status_code == 200 and "La primera" in said and "La segunda" in said
    assert Engagement.objects.get().answer == "La primera"
    client.post(address_, typed(coordinator, answer="Las dos", lock_version=page.context["lock_version"]))
    assert Engagement.objects.get().answer == "Las dos"


@pytest.mark.parametrize("nonsense", ["", "x", "9" * 40, "-1"])
def test_an_altered_version_saves_nothing(client, coordinator, nonsense):
    engagement = make.EngagementFactory()
    data = typed(coordinator, answer="Otra", lock_version=nonsense)
    assert client.post(address("engagement_update", engagement.pk), data).status_code == 200
    assert Engagement.objects.get().answer == ""


@pytest.fixture
def three(authority):
    """A letter to the authority of Nariño with a late step, a call to a donor with a done one, an e-mail with none."""
    today = timezone.localdate()
    letter = make.EngagementFactory(
        stakeholder=authority, channel="letter", on=today - 9 * DAY, about="Mesa de trabajo"
    )
    make.EngagementPersonFactory(engagement=letter)
    make.EngagementStepFactory(engagement=letter, due_on=today - DAY, text="Insistir por teléfono")
    donor = make.StakeholderFactory(kind="donor", level="", department="")
    call = make.EngagementFactory(stakeholder=donor, channel="phone", on=today - 5 * DAY, answer="=1+1")
    make.EngagementPersonFactory(engagement=call)
    make.EngagementStepFactory(engagement=call, done_at=timezone.now())
    mail = make.EngagementFactory(channel="email", on=today)
    return {"letter": letter, "call": call, "mail": mail}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["mail", "call", "letter"]),
        ({"q": "mesa"}, ["letter"]),
        ({"q": "insistir"}, ["letter"]),
        ({"q": "AUTORIDAD ejemplo"}, ["letter"]),
        ({"kind": "donor"}, ["call"]),
        ({"level": "departmental"}, ["letter"]),
        ({"department": "CO-NAR", "level": "departmental"}, ["letter"]),
        ({"channel": "phone"}, ["call"]),
        ({"step": "open"}, ["letter"]),
        ({"step": "late"}, ["letter"]),
        ({"step": "done"}, ["call"]),
        ({"step": "none"}, ["mail"]),
        ({"since": timezone.localdate() - 6 * DAY}, ["mail", "call"]),
        ({"until": timezone.localdate() - 6 * DAY}, ["letter"]),
    ],
)
def test_filters_in_the_address(client, three, asked, found):
    rows = client.get(reverse(LIST), asked).context["page"].rows
    assert [row.pk for row in rows] == [three[name].pk for name in found]


def test_by_stakeholder_and_by_our_organization(client, three):
    for name in ("letter", "call"):
        one = three[name]
        ours = one.taking_part.get().organization
        for asked in ({"stakeholder": one.stakeholder_id}, {"ours": ours.pk}):
            assert [row.pk for row in client.get(reverse(LIST), asked).context["page"].rows] == [one.pk]


@pytest.mark.parametrize("nonsense", [{"stakeholder": "x"}, {"since": "ayer"}, {"q": "\x00"}, {"after": "x"}])
def test_nonsense_in_the_address_is_no_error(client, three, nonsense):
    assert client.get(reverse(LIST), nonsense).status_code == 200


def test_files_of_what_the_filter_shows(client, three):
    book = load_workbook(io.BytesIO(client.get(reverse(EXPORT, args=["xlsx"]), {"kind": "donor"}).content))
    [_head, row] = list(book.active.iter_rows(values_only=True))
    assert "=1+1" in row and three["call"].stakeholder.name in row
    text = client.get(reverse(EXPORT, args=["csv"]), {"kind": "donor"}).content.decode()
    assert "'=1+1" in text and "Mesa de trabajo" not in text
    assert client.get(reverse(EXPORT, args=["exe"])).status_code == 404


def test_who_has_never_been_approached(client, three, authority):
    never = make.StakeholderFactory(name="Nunca visitada", level="municipal", department="CO-CHO")
    make.StakeholderFactory(name="Se fue", left_on=timezone.localdate())
    old = make.EngagementFactory(on=timezone.localdate() - 200 * DAY).stakeholder
    page = client.get(reverse(APPROACHED))
    assert [row.pk for row in page.context["page"].rows] == [never.pk], "authorities first"
    assert page.context["numbers"] == {"all": 4, "never": 1}
    assert address("engagement_create", never.pk) in page.content.decode()

    def found(**asked):
        return {row.pk for row in client.get(reverse(APPROACHED), asked).context["page"].rows}

    assert found(when="quiet") == {never.pk, old.pk}
    assert found(when="once", level="departmental") == {authority.pk}
    assert found(department="CO-CHO") == {never.pk}


def test_the_same_queries_for_one_and_for_thirty(client, authority, django_assert_max_num_queries):
    def more(number: int) -> None:
        for _ in range(number):
            one = make.EngagementFactory(stakeholder=authority)
            make.EngagementPersonFactory(engagement=one, person=make.representative().person)
            make.EngagementStepFactory(engagement=one)

    pages = [reverse(LIST), f"{reverse(LIST)}?stakeholder={authority.pk}&step=open", authority.get_absolute_url()]
    pages += [reverse(APPROACHED), f"{reverse(APPROACHED)}?when=once"]
    more(1)
    for _ in range(2):
        client.get("/")  # the session is written down once
    pages.append(Engagement.objects.get().get_absolute_url())
    for number in (0, 29):
        more(number)
        for page in pages:
            with django_assert_max_num_queries(8, info=page):
                assert client.get(page).status_code == 200


def test_representatives_read_nothing_of_it(client, three, authority):
    reader = make.representative()
    three["letter"].taking_part.update(person=reader.person)
    client.force_login(reader)
    page = client.get(authority.get_absolute_url()).content.decode()
    assert "Mesa de trabajo" not in page and "engagements" not in page
    assert "engagements" not in client.get(reverse("members:organization_list")).content.decode()
    assert client.get(three["letter"].get_absolute_url()).status_code == 404


def test_the_next_act_on_a_stakeholder_is_to_note_an_approach(client):
    client.force_login(make.coordinator())
    stakeholder, member = make.StakeholderFactory(), make.OrganizationFactory()
    text = client.get(stakeholder.get_absolute_url()).content.decode()
    assert f'class="btn primary" href="{reverse("members:engagement_create", args=[stakeholder.pk])}"' in text
    assert text.count("btn primary") == 1
    text = client.get(member.get_absolute_url()).content.decode()
    assert f'class="btn primary" href="{reverse("members:mandate_create", args=[member.pk])}"' in text
