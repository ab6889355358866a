"""Shares with hundreds of people while the worker is killed, PostgreSQL crashes and Redis forgets; counts what arrived.

Exits with 1 where somebody was missed (tests.benchmarks.tally says what counts). `--without sweeper` and `--without
claim` are the controls: then it must.
"""

import argparse
import json
import random
import time
from contextlib import suppress
from dataclasses import asdict
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from alianza.demo.services import Services
from members.models import OutboxMail
from tests.benchmarks.alliance import Alliance
from tests.benchmarks.stage import Stage
from tests.benchmarks.tally import InHand, Tally

# So many rows at least are due when a worker starts, so that there is something to lose. Not many more: who waits for a
# lease to end stands in line behind what was due before. One at least is always new: its commit
# wakes the worker, though beat sweeps as rarely as in the product.
SUPPLY = 6
LAST = 5
REFUSED, BUSY = 0.03, 0.15
RETRY_SECONDS = 4
SECONDS_A_MAIL = 0.02
OPEN = ("queued", "sending")


class Run:
    def __init__(self, stage: Stage, options: argparse.Namespace):
        self.stage, self.sink, self.options = stage, stage.sink, options
        self.dice = random.Random(options.seed)
        self.alliance = Alliance(options.people + LAST)
        self.refused = self.tell_sink()
        self.tally = Tally()
        self.deadline = time.monotonic() + options.minutes * 60

    def tell_sink(self) -> set[str]:
        """Some don't exist, some are busy at the first try; the last ones all are."""
        fates = {person.email: self.dice.random() for person in self.alliance.people[:-LAST]}
        refused = {address for address, fate in fates.items() if fate < REFUSED}
        busy = {address for address, fate in fates.items() if REFUSED <= fate < REFUSED + BUSY}
        for address in refused:
            self.sink.answer(address, "550 5.1.1 no such mailbox")
        for address in busy | {person.email for person in self.alliance.people[-LAST:]}:
            self.sink.answer(address, "451 4.3.2 busy", times=1)
        self.sink.slow(SECONDS_A_MAIL)
        return refused

    def whole(self) -> Tally:
        started = time.monotonic()
        if self.options.without != "sweeper":
            self.stage.start_sweeper(self.options.sweep)
        while self.tally.kills < self.options.kills and time.monotonic() < self.deadline:
            self.one_kill(self.tally.kills + 1)
        self.share_with_the_rest()
        self.settle()
        self.crash_while_all_wait()
        self.settle()
        self.tally.seconds = time.monotonic() - started
        return self.tally.count(self.sink, self.refused)

    def one_kill(self, number: int) -> None:
        self.share(max(1, SUPPLY - OutboxMail.objects.due().count()))
        self.start_worker()
        self.wait_for_mails(1)
        if number % self.options.flush_every == 0:
            self.flush()
        if number % self.options.crash_every == 0:
            self.crash()
        self.wait_for_mails(self.dice.randint(0, 3))
        time.sleep(self.dice.choice([0, self.dice.uniform(0, 2 * SECONDS_A_MAIL)]))
        self.stage.worker.kill9()
        self.tally.kills += 1
        self.note_in_hand()
        if number % 10 == 0:
            say(f"{number} kills, {len(self.sink.envelopes)} mails arrived")

    def share_with_the_rest(self) -> None:
        """Nobody is there to be woken, and the wake is lost."""
        self.share(self.options.people)
        self.flush()
        self.start_worker()
        say("everything is shared, the last worker runs")

    def crash_while_all_wait(self) -> None:
        """Everybody left waits for a second try: only the sweeper can find them, on a new connection."""
        seen = len(self.sink.refusals)
        self.alliance.share(LAST)
        end = time.monotonic() + 10
        while len(self.sink.refusals) < seen + LAST and time.monotonic() < end:
            time.sleep(0.05)
        self.crash()

    def share(self, count: int) -> None:
        left = self.alliance.left() - LAST
        if left > 0:
            self.alliance.share(min(count, left))

    def start_worker(self) -> None:
        careless = self.options.without == "claim"
        self.stage.worker.start(
            concurrency=2 if careless else 1,
            OUTBOX_LEASE_SECONDS=str(self.options.lease),
            OUTBOX_RETRY_SECONDS=",".join([str(RETRY_SECONDS)] * 20),
            WORKER_INCLUDES="tests.benchmarks.careless" if careless else "",
        )

    def wait_for_mails(self, count: int) -> None:
        """For so many more, but not for long: perhaps nobody sends."""
        with suppress(AssertionError):
            self.sink.wait_for(len(self.sink.envelopes) + count, 3 * self.options.sweep + 2)

    def flush(self) -> None:
        self.stage.flush_redis()
        self.tally.flushes += 1

    def crash(self) -> None:
        self.stage.crash_postgres()
        self.tally.crashes += 1
        self.note_in_hand()

    def note_in_hand(self) -> None:
        time.sleep(0.05)  # what the dead worker had asked for is done or not done by then
        now, lease = timezone.now(), timedelta(seconds=self.options.lease)
        known = {(held.mail, held.lease_ends) for held in self.tally.in_hand}
        rows = set(OutboxMail.objects.filter(state="sending").values_list("pk", "due_at"))
        self.tally.most_in_hand = max(self.tally.most_in_hand, len(rows - known))
        self.tally.in_hand += [InHand(pk, ends, now, lease) for pk, ends in rows - known]

    def settle(self) -> None:
        """Until every row has come to its end, or nothing has changed for longer than anything may take."""
        before, since = -1, time.monotonic()
        while count := OutboxMail.objects.filter(state__in=OPEN).count():
            if count != before:
                before, since = count, time.monotonic()
            if time.monotonic() > since + self.options.lease + self.options.patience:
                return
            time.sleep(0.2)


def say(words: str) -> None:
    print(f"  {words}", flush=True)


def read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.benchmarks kills", description=__doc__)
    parser.add_argument("--people", type=int, default=500, help="with how many it is shared")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--flush-every", type=int, default=12, help="so many kills, Redis forgets")
    parser.add_argument("--crash-every", type=int, default=25, help="so many kills, PostgreSQL crashes")
    parser.add_argument("--lease", type=int, default=60, help="seconds")
    parser.add_argument("--sweep", type=int, default=settings.OUTBOX_SWEEP_SECONDS, help="seconds between two sweeps")
    parser.add_argument("--patience", type=int, default=60, help="seconds without change, after a lease, to give up")
    parser.add_argument("--minutes", type=int, default=45, help="no more kills after that")
    parser.add_argument("--without", choices=["sweeper", "claim"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="the figures once more, on the last line, for a program")
    return parser.parse_args(arguments)


def main(services: Services, arguments: list[str]) -> int:
    options = read(arguments)
    with Stage(services) as stage:
        tally = Run(stage, options).whole()
    for name, figure in tally.lines():
        print(f"{name:50} {figure}")
    faults = tally.faults()
    print("\n".join(faults) or "Nobody was missed.")
    if options.json:
        print(json.dumps(asdict(tally) | {"in_hand": len(tally.in_hand), "faults": faults}))
    return int(bool(faults))
