"""A domain's rate: its mails leave one after the other in time; nobody else waits behind them."""

import datetime

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from alianza.environment import domain_rates
from members import delivery
from members.delivery import Outcome
from members.models import OutboxAttempt, OutboxMail
from tests import factories as make
from tests.members.test_outbox_claim import in_threads

WINDOW = 60


@pytest.fixture
def limited(settings):
    settings.OUTBOX_DOMAIN_RATES = {"slow.example": (3, WINDOW)}


def queue(news, count: int, domain: str, start: int = 0) -> list[OutboxMail]:
    names = range(start, start + count)
    return [news.queue(f"{domain}{n}", make.PersonFactory(email=f"p{n}@{domain}")) for n in names]


def sent_to(smtp, domain: str) -> int:
    return sum(one.recipients[0].lower().endswith(f"@{domain}") for one in smtp.envelopes)


def window_passes() -> None:
    """As if the tries so far had been made a window ago, and what was put off for so long were due."""
    window = datetime.timedelta(seconds=WINDOW + 1)
    for attempt in OutboxAttempt.objects.all():
        OutboxAttempt.objects.filter(pk=attempt.pk).update(at=attempt.at - window)
    for mail in OutboxMail.objects.filter(state="queued"):
        OutboxMail.objects.filter(pk=mail.pk).update(due_at=mail.due_at - window)


def test_the_limited_domain_is_spread_and_the_other_leaves_at_once(news, smtp, limited):
    slow, quick = queue(news, 8, "slow.example"), queue(news, 8, "quick.example")
    delivery.deliver()
    assert sent_to(smtp, "slow.example") == 3
    assert sent_to(smtp, "quick.example") == 8
    waiting = list(OutboxMail.objects.filter(state="queued").order_by("due_at", "pk"))
    assert waiting == slow[3:]
    waits = [(mail.due_at - timezone.now()).total_seconds() for mail in waiting]
    assert [round(wait / 10) for wait in waits] == [6, 8, 10, 12, 14]  # from when a place is free, one every 20 s
    assert not any(mail.attempts for mail in waiting)
    assert {mail.pk for mail in quick} == set(
        OutboxMail.objects.filter(to_email__endswith="@quick.example", state="accepted").values_list("pk", flat=True)
    )


def test_each_window_takes_its_share_until_all_have_left(news, smtp, limited):
    queue(news, 8, "slow.example")
    delivery.deliver()
    assert sent_to(smtp, "slow.example") == 3
    for _ in range(6):
        before = sent_to(smtp, "slow.example")
        window_passes()
        delivery.deliver()
        assert sent_to(smtp, "slow.example") - before <= 3
    assert sent_to(smtp, "slow.example") == 8


def test_what_comes_later_waits_too(news, smtp, limited):
    queue(news, 3, "slow.example")
    delivery.deliver()
    queue(news, 2, "slow.example", start=3)
    delivery.deliver()
    assert sent_to(smtp, "slow.example") == 3


def test_refused_tries_count(news, smtp, limited):
    for mail in queue(news, 4, "slow.example"):
        smtp.answer(mail.to_email, "451 4.3.2 busy")
    delivery.deliver()
    assert len(smtp.refusals) == 3


def test_upper_case_is_the_same_domain(news, smtp, limited):
    queue(news, 2, "slow.example")
    queue(news, 3, "SLOW.example", start=2)
    delivery.deliver()
    assert sent_to(smtp, "slow.example") == 3


def test_a_mail_whose_worker_died_waits_like_the_others(news, limited):
    mails = queue(news, 4, "slow.example")
    for _ in range(3):
        delivery.finish(delivery.claim(), Outcome("accepted", "250"))
    OutboxMail.objects.filter(pk=mails[3].pk).update(state="sending", attempts=1)
    assert delivery.claim() is None
    mails[3].refresh_from_db()
    assert mails[3].due_at > timezone.now()


def test_the_star_is_every_other_domain_by_itself(news, smtp, settings):
    settings.OUTBOX_DOMAIN_RATES = {"*": (2, WINDOW), "quick.example": (0, 0)}
    for domain in ("a.example", "b.example", "quick.example"):
        queue(news, 4, domain)
    delivery.deliver()
    assert [sent_to(smtp, d) for d in ("a.example", "b.example", "quick.example")] == [2, 2, 4]


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_never_take_more_than_the_rate(news, limited):
    queue(news, 12, "slow.example")
    claimed = []

    def work() -> None:
        while mail := delivery.claim():
            claimed.append(mail.pk)

    in_threads(4, work)
    assert len(claimed) == 3


def test_no_rate_asks_nothing(news, settings, django_assert_num_queries):
    assert settings.OUTBOX_DOMAIN_RATES == {}
    news.queue()
    with django_assert_num_queries(1):
        assert delivery.claim()


@pytest.mark.parametrize(
    ("entries", "rates"),
    [
        ([], {}),
        (["Hotmail.com=20/60", " *=0"], {"hotmail.com": (20, 60), "*": (0, 0)}),
    ],
)
def test_rates_from_the_environment(entries, rates):
    assert domain_rates(entries) == rates


@pytest.mark.parametrize(
    "entry", ["hotmail.com", "hotmail.com=", "hotmail.com=20", "=20/60", "a=20/0", "a=-1/60", "a b=1/2"]
)
def test_a_mistyped_rate_is_no_start(entry):
    with pytest.raises(ImproperlyConfigured, match="OUTBOX_DOMAIN_RATES"):
        domain_rates([entry])


def test_a_rate_too_low_turns_the_health_check_red_after_an_hour(news, smtp, limited, client):
    queue(news, 5, "slow.example")
    delivery.deliver()
    slowed = OutboxMail.objects.filter(state="queued")
    assert slowed.count() == 2 and client.get("/healthz").status_code == 200
    since = timezone.now() - datetime.timedelta(minutes=61)
    slowed.update(put_off_at=since, due_at=timezone.now() + datetime.timedelta(hours=3))
    assert delivery.waiting_since() == since
    assert client.get("/healthz").status_code == 503


def test_put_off_again_it_waits_since_the_first_time(news, smtp, limited):
    queue(news, 5, "slow.example")
    delivery.deliver()
    last = OutboxMail.objects.filter(state="queued").last()
    OutboxMail.objects.filter(state="queued").update(due_at=timezone.now())
    delivery.deliver()
    again = OutboxMail.objects.get(pk=last.pk)
    assert again.put_off_at == last.put_off_at is not None and again.due_at > timezone.now()
