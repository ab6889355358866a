"""What is not urgent reaches nobody at night, where they are; what is urgent does."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from alianza.environment import quiet_hours
from members import delivery, outbox
from members.delivery import Outcome
from members.models import OutboxMail, Person
from members.quiet import after_quiet, next_at
from tests import factories as make

UTC = datetime.UTC


@pytest.fixture
def night(settings):
    settings.QUIET_HOURS = (21, 7)


@pytest.fixture
def here(settings):
    """Where it is about two in the morning now."""
    settings.QUIET_HOURS = (21, 7)
    offset = (2 - timezone.now().hour) % 24
    return f"Etc/GMT{-offset if offset <= 12 else 24 - offset:+d}"


@pytest.fixture
def there():
    """Where it is about noon now."""
    offset = (12 - timezone.now().hour) % 24
    return f"Etc/GMT{-offset if offset <= 12 else 24 - offset:+d}"


def local(text: str, zone: str, fold: int = 0) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


@pytest.mark.parametrize(
    ("moment", "zone", "leaves"),
    [
        ("2018-04-20 20:59", "America/Bogota", "2018-04-20 20:59"),
        ("2018-04-20 21:00", "America/Bogota", "2018-04-21 07:00"),
        ("2018-04-21 00:30", "America/Bogota", "2018-04-21 07:00"),
        ("2018-04-21 06:59", "America/Bogota", "2018-04-21 07:00"),
        ("2018-04-21 07:00", "America/Bogota", "2018-04-21 07:00"),
        ("2018-12-31 23:59", "America/Bogota", "2019-01-01 07:00"),
        # The clocks go forward, and back, in that night.
        ("2018-03-24 23:00", "Europe/Madrid", "2018-03-25 07:00"),
        ("2018-10-27 23:00", "Europe/Madrid", "2018-10-28 07:00"),
    ],
)
def test_over_midnight_and_over_a_change_of_clocks(night, moment, zone, leaves):
    found = after_quiet(local(moment, zone).astimezone(UTC), zone)
    assert found == local(leaves, zone).astimezone(UTC)


def test_the_night_of_a_change_of_clocks_is_an_hour_shorter_or_longer(night):
    for day, hours in (("2018-03-24", 7), ("2018-10-27", 9), ("2018-06-01", 8)):
        at = local(f"{day} 23:00", "Europe/Madrid").astimezone(UTC)
        assert after_quiet(at, "Europe/Madrid") - at == datetime.timedelta(hours=hours)


def test_an_end_that_the_clocks_leap_over_or_show_twice(settings):
    settings.QUIET_HOURS = (23, 2)
    leapt = after_quiet(local("2018-03-25 01:30", "Europe/Madrid").astimezone(UTC), "Europe/Madrid")
    assert leapt == local("2018-03-25 03:00", "Europe/Madrid").astimezone(UTC)
    twice = local("2018-10-28 02:30", "Europe/Madrid", fold=1).astimezone(UTC)
    assert after_quiet(twice, "Europe/Madrid") == twice


def test_a_window_within_one_day(settings):
    settings.QUIET_HOURS = (12, 14)
    for hour, leaves in (("11:59", "11:59"), ("12:00", "14:00"), ("13:59", "14:00"), ("14:00", "14:00")):
        found = after_quiet(local(f"2018-04-20 {hour}", "America/Bogota"), "America/Bogota")
        assert found == local(f"2018-04-20 {leaves}", "America/Bogota")


def test_a_zone_that_nobody_knows_is_the_alliances(night):
    at = local("2018-04-20 23:00", "America/Bogota")
    for zone in ("", "Macondo", "../etc/passwd"):
        assert after_quiet(at, zone) == local("2018-04-21 07:00", "America/Bogota")
        assert next_at(7, at, zone) == local("2018-04-21 07:00", "America/Bogota")


@pytest.mark.parametrize("text", ["21", "21-", "7-7", "24-7", "a-b", "21-7-3"])
def test_mistyped_quiet_hours_are_no_start(text):
    with pytest.raises(ImproperlyConfigured, match="QUIET_HOURS"):
        quiet_hours(text)


def test_quiet_hours_from_the_environment():
    assert (quiet_hours("21-7"), quiet_hours("")) == ((21, 7), None)


def wakes_up(mail: OutboxMail, zone: str) -> bool:
    mail.refresh_from_db()
    return mail.due_at > timezone.now() and mail.due_at.astimezone(ZoneInfo(zone)).hour == 7


@pytest.mark.django_db
def test_each_in_their_own_night(news, smtp, here, there):
    asleep, awake = make.PersonFactory(time_zone=here), make.PersonFactory(time_zone=there)
    late, now = news.queue("1", to=asleep), news.queue("2", to=awake)
    assert late.state == "queued" and wakes_up(late, here)
    delivery.deliver()
    assert [one.recipients for one in smtp.envelopes] == [(awake.email,)]
    now.refresh_from_db()
    assert now.state == "accepted"


@pytest.mark.django_db
def test_what_is_urgent_wakes_people_up(news, smtp, here):
    asleep = make.PersonFactory(time_zone=here)
    news.register(urgent=True)
    news.queue("1", to=asleep)
    outbox.queue_rendered(
        "account_mail", key="2", to_email=asleep.email, subject="Código", text="123456", language="es"
    )
    delivery.deliver()
    assert len(smtp.to(asleep.email)) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["queued", "sending"])
def test_what_becomes_due_at_night_waits_for_the_morning_and_loses_no_try(news, smtp, here, state):
    """A second try, a worker's death, a rate, a time zone written down since: whatever made it due."""
    mail = news.queue()
    Person.objects.filter(pk=mail.person_id).update(time_zone=here)
    OutboxMail.objects.filter(pk=mail.pk).update(state=state, attempts=2, due_at=timezone.now())
    assert delivery.claim() is None
    assert wakes_up(mail, here)
    assert (mail.state, mail.attempts, mail.lease_token) == ("queued", 2, None)
    assert not smtp.envelopes


@pytest.mark.django_db
def test_a_second_try_after_a_refusal_is_not_made_at_night(news, smtp, here, there):
    mail = news.queue(to=make.PersonFactory(time_zone=there))
    taken = delivery.claim()
    Person.objects.filter(pk=mail.person_id).update(time_zone=here)
    delivery.finish(taken, Outcome("queued", "451 busy"))
    news.due_now()
    delivery.deliver()
    assert wakes_up(mail, here) and not smtp.envelopes


@pytest.mark.django_db
def test_the_digest_comes_at_its_hour_there(news, here):
    news.register(notice=True)
    mail = news.queue(to=make.PersonFactory(time_zone=here, daily_digest=True))
    assert mail.state == "held" and wakes_up(mail, here)
