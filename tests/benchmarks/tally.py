"""What a run did to the mails, counted at the sink and in the database, and what of it must not be."""

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings

from actionplans.ledger import listed, rows
from actionplans.models import Share
from members.models import OutboxAttempt, OutboxMail
from tests.real_mail import SmtpSink

LATEST_AFTER_LEASE = 60


@dataclass(frozen=True)
class InHand:
    """A row that a worker held when it was killed, or when the database crashed under it."""

    mail: int
    lease_ends: datetime.datetime
    noted: datetime.datetime
    lease: datetime.timedelta

    @property
    def taken(self) -> datetime.datetime:
        return self.lease_ends - self.lease


@dataclass
class Tally:
    mails: int = 0
    kills: int = 0
    crashes: int = 0
    flushes: int = 0
    most_in_hand: int = 0
    lost: int = 0
    unsettled: int = 0
    duplicates: int = 0
    unexplained: int = 0
    strangers: int = 0
    busy: int = 0
    refused: int = 0
    refused_visible: int = 0
    latest: float = 0.0
    seconds: float = 0.0
    in_hand: list[InHand] = field(default_factory=list)

    def count(self, sink: SmtpSink, refused: set[str]) -> "Tally":
        """`refused` are the addresses that were answered 550."""
        arrived = Counter(one.message["Message-ID"] for one in list(sink.envelopes))
        rows = list(OutboxMail.objects.values_list("message_id", "to_email", "state"))
        wanted = {message_id for message_id, address, _ in rows if address not in refused}
        self.mails = len(rows)
        self.lost = len(wanted - set(arrived))
        self.unsettled = sum(state in ("queued", "sending") for *_, state in rows)
        self.strangers = len(set(arrived) - wanted)
        self.duplicates = sum(arrived.values()) - len(arrived)
        self.unexplained = self.not_in_hand(arrived)
        self.busy = sum(reply.startswith("451") for _, _, reply in sink.refusals)
        self.refused, self.refused_visible = len(refused), len(refused & set(shown_as_failed()))
        self.latest = max((seconds_after_lease(one, self.in_hand) for one in self.in_hand), default=0.0)
        return self

    def not_in_hand(self, arrived: Counter) -> int:
        """Arrivals beyond the first, and beyond one for each time that a kill or crash found that mail in hand."""
        allowed = Counter(one.mail for one in self.in_hand)
        known = dict(OutboxMail.objects.values_list("message_id", "pk"))
        again = {known.get(message_id): times - 1 for message_id, times in arrived.items() if times > 1}
        return sum(max(times - allowed[pk], 0) for pk, times in again.items())

    def faults(self) -> list[str]:
        interrupted = self.kills + self.crashes
        found = {
            "mails were lost": self.lost > 0,
            "rows never came to an end": self.unsettled > 0,
            "mails arrived that no row had promised": self.strangers > 0,
            "there were more duplicates than kills and crashes": self.duplicates > interrupted,
            "one kill or crash found more than one mail in hand": self.most_in_hand > 1,
            "a mail came twice that nobody was interrupted with": self.unexplained > 0,
            "a refusal (550) is not shown as failed": self.refused_visible < self.refused,
            f"a row waited longer than its lease and {LATEST_AFTER_LEASE} s": self.latest > LATEST_AFTER_LEASE,
        }
        return [words for words, so in found.items() if so]

    def lines(self) -> list[tuple[str, str]]:
        return [
            ("mails", f"{self.mails}"),
            ("kills of the worker group (SIGKILL)", f"{self.kills}"),
            ("crashes of PostgreSQL, FLUSHALLs of Redis", f"{self.crashes}, {self.flushes}"),
            ("rows in hand at a kill or crash, at the most", f"{self.most_in_hand}"),
            ("lost", f"{self.lost}"),
            ("never settled", f"{self.unsettled}"),
            ("duplicates (same Message-ID)", f"{self.duplicates}"),
            ("of these, with no kill or crash to explain it", f"{self.unexplained}"),
            ("duplicates a kill", f"{self.duplicates / self.kills:.2f}" if self.kills else "–"),
            ("answered 451", f"{self.busy}"),
            ("answered 550, of these failed and visible", f"{self.refused}, {self.refused_visible}"),
            ("longest wait of a row in hand after its lease", f"{self.latest:.1f} s"),
            ("time", f"{self.seconds:.0f} s"),
        ]


def shown_as_failed() -> list[str]:
    """Whom the coordinator's page shows as not reached, with the server's answer."""
    address = dict(OutboxMail.objects.values_list("person__name", "to_email"))
    retries = len(settings.OUTBOX_RETRY_SECONDS)
    shown = [row for share in Share.objects.all() for row in rows(listed(share), retries)]
    return [address[row.person] for row in shown if row.state == "failed" and row.raw.startswith("550")]


def seconds_after_lease(held: InHand, all_held: list[InHand]) -> float:
    """From the end of the lease until the row was taken again; where it never was, until now."""
    answers = OutboxAttempt.objects.filter(mail=held.mail, at__gt=held.noted).values_list("at", flat=True)
    again = [one.taken for one in all_held if one.mail == held.mail and one.noted > held.noted]
    taken = min([*answers, *again], default=datetime.datetime.now(datetime.UTC))
    return max((taken - held.lease_ends).total_seconds(), 0.0)
