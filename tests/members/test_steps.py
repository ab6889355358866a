"""The next step of an approach: its owner sees it alone, is reminded once, and says once what came of it."""

import datetime
import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import timezone

from members import events
from members.models import EngagementStep, OutboxMail
from members.services.engagement_reminders import DUE, is_still_due, remind_due
from members.services.engagements import change_step, finish_step
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def owner():
    return make.representative()


@pytest.fixture
def step(owner):
    engagement = make.EngagementFactory(about="Asunto reservado", answer="Respuesta reservada")
    met = make.PersonFactory(organization=engagement.stakeholder, name="Contacto Reservado")
    make.EngagementPersonFactory(engagement=engagement, person=met, side="theirs")
    return make.EngagementStepFactory(engagement=engagement, owner=owner.person)


def test_the_owner_reads_the_step_and_nothing_else_of_the_approach(client, owner, step):
    client.force_login(owner)
    page = client.get(step.get_absolute_url()).content.decode()
    assert step.text in page and step.engagement.stakeholder.name in page
    assert "reservad" not in page.lower()
    assert step.engagement.get_absolute_url() not in page
    assert client.get(step.engagement.get_absolute_url()).status_code == 404


def test_a_colleague_and_who_lost_the_mandate_see_nothing(client, owner, step):
    client.force_login(make.representative("alternate", organization=owner.person.organization))
    assert client.get(step.get_absolute_url()).status_code == 404
    owner.person.mandates.update(ends_on=timezone.localdate())
    client.force_login(owner)
    assert client.get(step.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("who", ["owner", "coordinator"])
def test_what_came_of_it_is_on_record(client, owner, step, who):
    user = owner if who == "owner" else make.coordinator()
    client.force_login(user)
    answer = client.post(step.get_absolute_url(), {"outcome": " Recibieron la carta "})
    step.refresh_from_db()
    assert step.done_at and step.outcome == "Recibieron la carta"
    assert answer.url == (reverse("home") if who == "owner" else step.engagement.get_absolute_url())


def test_nothing_said_is_not_done(client, owner, step):
    client.force_login(owner)
    page = client.post(step.get_absolute_url(), {"outcome": " "})
    assert page.context["form"].errors["outcome"]
    step.refresh_from_db()
    assert step.done_at is None


def test_the_second_word_changes_nothing_and_is_not_lost(client, owner, step):
    finish_step(step, "La primera", actor=make.coordinator())
    client.force_login(owner)
    page = client.post(step.get_absolute_url(), {"outcome": "La segunda"})
    assert page.status_code == 200 and "La segunda" in page.content.decode()
    step.refresh_from_db()
    assert step.outcome == "La primera"


def test_done_is_not_changed_any_more(step):
    coordinator = make.coordinator()
    finish_step(step, "Hecho", actor=coordinator)
    step.text = "Otra cosa"
    with pytest.raises(ValidationError):
        change_step(step, actor=coordinator)


def test_nobody_else_finishes_it(step):
    for user in (make.representative(), make.UserFactory()):
        with pytest.raises(PermissionDenied):
            finish_step(step, "x", actor=user)


def test_an_outcome_belongs_to_a_step_that_is_done(step):
    with pytest.raises(IntegrityError, match="step_has_an_outcome"):
        EngagementStep.objects.filter(pk=step.pk).update(outcome="x")


def test_it_gets_another_day_and_another_owner(client, step):
    client.force_login(make.coordinator())
    other = make.representative().person
    data = {"text": "Otra cosa", "due_on": timezone.localdate() + DAY, "owner": other.pk}
    client.post(reverse("members:step_update", args=[step.pk]), data)
    step.refresh_from_db()
    assert (step.text, step.owner) == ("Otra cosa", other)


def test_another_step_follows(client, step):
    client.force_login(make.coordinator())
    data = {"text": "Después", "due_on": timezone.localdate() + DAY, "owner": step.owner_id}
    client.post(reverse("members:step_create", args=[step.engagement_id]), data)
    assert step.engagement.steps.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_once_one_is_done(owner, step):
    coordinator, answers = make.coordinator(), []

    def finish(user, words):
        try:
            answers.append(finish_step(step, words, actor=user).outcome)
        except ValidationError:
            answers.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=finish, args=one) for one in ((owner, "A"), (coordinator, "B"))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert answers.count(None) == 1
    step.refresh_from_db()
    assert step.outcome in answers


def mails() -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(event=DUE).order_by("pk"))


def test_the_owner_is_told_once_on_the_day_with_what_they_need_only(owner, step):
    remind_due()
    remind_due()
    [mail] = mails()
    assert mail.person == owner.person and step.text in mail.text and step.get_absolute_url() in mail.text
    said = mail.subject + mail.text
    assert "reservad" not in said.lower() and step.engagement.stakeholder.name not in said
    assert events.event(DUE).still_wanted is is_still_due and is_still_due(mail)


@pytest.mark.parametrize(("days", "told"), [(1, False), (0, True), (-3, True), (-30, True), (-31, False)])
def test_when_it_is_due_and_not_for_ever(step, days, told):
    EngagementStep.objects.update(due_on=timezone.localdate() + days * DAY)
    remind_due()
    assert bool(mails()) == told


def test_what_changed_before_it_left_does_not_leave(owner, step):
    remind_due()
    [mail] = mails()
    for change in (
        {"done_at": timezone.now()},
        {"owner": make.PersonFactory()},
        {"due_on": timezone.localdate() + DAY},
    ):
        before = {name: getattr(step, name) for name in change}
        EngagementStep.objects.update(**change)
        assert not is_still_due(mail)
        EngagementStep.objects.update(**before)
    owner.person.mandates.update(ends_on=timezone.localdate())
    assert not is_still_due(mail)


def test_whoever_left_is_not_told(owner, step):
    owner.person.mandates.update(ends_on=timezone.localdate())
    remind_due()
    assert mails() == []


def test_a_new_owner_and_a_new_day_are_told_again(step):
    remind_due()
    EngagementStep.objects.update(owner=make.representative().person)
    remind_due()
    EngagementStep.objects.update(due_on=timezone.localdate() - DAY)
    remind_due()
    assert len(mails()) == 3
