"""Two who edit the same thing: the second sees both texts and decides. What is over isn't edited; what was published
stays."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from meetings.models import AgendaItem, Agreement, Attendance, Meeting
from meetings.presentation.facts import turnout
from meetings.services import attendance
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client):
    client.force_login(make.coordinator())
    return client


@pytest.fixture
def meeting() -> Meeting:
    return make.MeetingFactory(title="Título de antes", starts_at=make.in_a_week())


def typed(client, path: str) -> dict:
    """What a browser would send of the form as it came."""
    form = client.get(path).context["form"]
    values = {name: form[name].value() for name in form.fields if not form.fields[name].disabled}
    return {name: value for name, value in values.items() if value not in (None, "", False)}


def seen_twice(client, path: str, model, field: str) -> None:
    mine = typed(client, path)
    pk = model.objects.get().pk
    model.objects.filter(pk=pk).update(**{field: "Lo de la otra persona"})
    answer = client.post(path, mine | {field: "Lo mío"})
    page = answer.content.decode()
    assert answer.status_code in (200, 409) and "Lo de la otra persona" in page and "Lo mío" in page
    assert getattr(model.objects.get(), field) == "Lo de la otra persona"
    again = mine | {field: "Lo mío", "seen": answer.context["form"]["seen"].value()}
    assert client.post(path, again).status_code == 302
    assert getattr(model.objects.get(), field) == "Lo mío"


def test_of_a_meeting(client, meeting):
    seen_twice(client, reverse("meetings:meeting_update", args=[meeting.pk]), Meeting, "title")
    assert Meeting.objects.get().title == "Lo mío"


def test_of_an_agenda_item(client, meeting):
    item = AgendaItem.objects.create(meeting=meeting, order=1, title="Antes")
    seen_twice(client, reverse("meetings:agenda_update", args=[item.pk]), AgendaItem, "title")
    assert AgendaItem.objects.get().title == "Lo mío"


def test_of_an_agreement_whose_owner_reported_meanwhile(client, meeting):
    agreement = make.AgreementFactory(meeting=meeting)
    path = reverse("meetings:agreement_update", args=[agreement.pk])
    mine = typed(client, path)
    Agreement.objects.update(state="done")
    answer = client.post(path, mine | {"text": "Sin la errata"})
    assert answer.status_code == 200 and "cumplido" in str(answer.context["form"].errors["state"])
    assert Agreement.objects.get().state == "done"


@pytest.mark.parametrize("over", [{"state": "cancelled"}, {"closed_at": timezone.now()}])
def test_what_is_over_is_not_edited(client, meeting, over):
    item = AgendaItem.objects.create(meeting=meeting, order=1, title="Antes")
    paths = {name: reverse(f"meetings:{name}", args=[pk]) for name, pk in paths_of(meeting, item)}
    mine = typed(client, paths["meeting_update"])
    Meeting.objects.update(**over)
    assert client.get(paths["meeting_update"]).status_code == 302
    answer = client.post(paths["meeting_update"], mine | {"title": "Otro título"})
    assert answer.status_code == 409 and "Otro título" in answer.content.decode()
    for name in ("agenda_update", "agenda_create", "agenda_move", "agenda_delete"):
        client.post(paths[name], {"title": "Otro punto", "to": "down"})
    assert Meeting.objects.get().title == "Título de antes" and AgendaItem.objects.get().title == "Antes"


def paths_of(meeting, item):
    return [("meeting_update", meeting.pk), ("agenda_create", meeting.pk)] + [
        (name, item.pk) for name in ("agenda_update", "agenda_move", "agenda_delete")
    ]


def test_once_convened_a_meeting_stays_its_bodys(client, meeting):
    path = reverse("meetings:meeting_update", args=[meeting.pk])
    assert client.post(path, typed(client, path) | {"body": make.BodyFactory().pk}).status_code == 302
    assert Meeting.objects.get().body_id == meeting.body_id


@pytest.mark.parametrize("used", [{"notes": "Algo"}, {"begun_at": timezone.now()}])
def test_an_item_with_something_under_it_stays(client, meeting, used):
    item = AgendaItem.objects.create(meeting=meeting, order=1, title="Antes", **used)
    client.post(reverse("meetings:agenda_delete", args=[item.pk]))
    assert AgendaItem.objects.exists()


def test_an_item_with_an_agreement_stays(client, meeting):
    item = AgendaItem.objects.create(meeting=meeting, order=1, title="Antes")
    make.AgreementFactory(meeting=meeting, agenda_item=item)
    client.post(reverse("meetings:agenda_delete", args=[item.pk]))
    assert AgendaItem.objects.exists()
    page = client.get(Agreement.objects.get().get_absolute_url()).content.decode()
    assert "Punto del orden del día" in page and "Antes" in page


def test_the_words_of_published_minutes_stay_and_the_number_for_ever(client, meeting):
    agreement = make.AgreementFactory(meeting=meeting)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.update(number="2099-01/1")
    make.minutes_version(meeting)
    path = reverse("meetings:agreement_update", args=[agreement.pk])
    mine = typed(client, path) | {"text": "Otro texto", "kind": "decision", "due_on": "2031-01-31"}
    assert client.post(path, mine).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.text, agreement.kind) == ("Preparar una propuesta de prueba", "commitment")
    assert agreement.due_on == datetime.date(2031, 1, 31)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.update(text="Otro texto")


class TestQuorum:
    def test_a_share_is_of_the_bodys_organizations_not_of_those_invited(self):
        organizations = [make.OrganizationFactory() for _n in range(6)]
        body = make.BodyFactory(organizations=organizations, quorum=None, quorum_percent=50)
        meeting = make.MeetingFactory(body=body)
        for organization in organizations[:2]:
            make.AttendanceFactory(meeting=meeting, organization=organization, status="present")
        facts = turnout(meeting.attendances.all(), body)
        assert (facts.quorum, facts.has_quorum) == (3, False)

    def test_who_is_no_member_or_has_left_makes_none(self):
        member, gone = make.OrganizationFactory(), make.OrganizationFactory(left_on=timezone.localdate())
        body = make.BodyFactory(organizations=[member, gone], quorum=2)
        meeting = make.MeetingFactory(body=body, starts_at=timezone.now())
        for organization in (member, gone, make.OrganizationFactory()):
            make.AttendanceFactory(meeting=meeting, organization=organization, status="present")
        assert turnout(meeting.attendances.all(), body).counted == 1
        now = Meeting.objects.with_body_members().get(pk=meeting.pk)
        assert now.body_members == [member.pk]
        Meeting.objects.update(starts_at=timezone.now() - datetime.timedelta(days=9))
        then = Meeting.objects.with_body_members().get(pk=meeting.pk)
        assert set(then.body_members) == {member.pk, gone.pk}


def test_each_absence_stays_and_a_leave_that_does_not_apply_is_shown(client, meeting):
    Meeting.objects.update(starts_at=timezone.now())
    row = make.AttendanceFactory(meeting=meeting, status="present", arrived_at=timezone.now())
    writer = make.coordinator()
    assert attendance.leave(meeting, row.pk, actor=writer) and attendance.come_back(meeting, row.pk, actor=writer)
    assert attendance.leave(meeting, row.pk, actor=writer) and attendance.come_back(meeting, row.pk, actor=writer)
    assert row.absences.count() == 2
    page = reverse("meetings:meeting_run", args=[meeting.pk])
    assert client.get(page).content.decode().count("estuvo fuera") == 2
    Attendance.objects.update(status="excused")
    answer = client.post(page, {"act": "mark", "leave": row.pk})
    assert answer.status_code == 409 and row.person.name in answer.content.decode()
    assert client.post(page, {"act": "mark", "back": row.pk}).status_code == 409


def test_the_page_names_who_has_not_answered_and_counts_those_a_mail_reaches(client, meeting):
    silent = make.AttendanceFactory(meeting=meeting)
    unreachable = make.AttendanceFactory(meeting=meeting, person=make.PersonFactory(email=""))
    make.AttendanceFactory(meeting=meeting, answer="yes")
    found = client.get(meeting.get_absolute_url()).context["silent"]
    assert (found.to_remind, found.lately, found.unreachable) == ([silent], [], [unreachable])
    client.post(reverse("meetings:meeting_remind", args=[meeting.pk]))
    page = client.get(meeting.get_absolute_url())
    found = page.context["silent"]
    assert (found.to_remind, found.lately) == ([], [silent]) and "hace menos de un día" in page.content.decode()
