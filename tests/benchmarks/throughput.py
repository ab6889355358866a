"""Mails a second at the sink: a plain loop, our worker over one kept connection and over a new one a mail, without and
with STARTTLS, and two workers. All ways are gone so many rounds, one after the other; the median counts.

Rates are counted at the sink, from the first arrival to the last, so that no start-up is in them.
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from alianza.demo.services import Services
from members.tasks import deliver_due
from tests.benchmarks.alliance import Alliance
from tests.benchmarks.certificate import server_context
from tests.benchmarks.stage import Stage
from tests.real_mail import SmtpSink

WORDS = "Compartimos con ustedes la versión vigente del plan de acción, para su conocimiento. "


@dataclass(frozen=True)
class Way:
    name: str
    includes: str = ""
    tls: bool = False
    workers: int = 1


FRESH = "tests.benchmarks.fresh_connections"
KEPT, NEW = Way("a worker, connection kept"), Way("a worker, a connection a mail", FRESH)
WAYS = [
    KEPT,
    NEW,
    Way("two workers, a connection kept each", workers=2),
    Way("STARTTLS, connection kept", tls=True),
    Way("STARTTLS, a connection a mail", FRESH, tls=True),
]
PLAIN = "the sink's own limit, one connection"


class Race:
    def __init__(self, stage: Stage, mails: int):
        self.stage, self.mails = stage, mails
        context, self.certificate = server_context(stage.logs)
        self.sinks = {False: stage.sink, True: SmtpSink(context)}
        self.alliance = Alliance(mails)
        self.queueing: list[float] = []
        self.connections: dict[str, int] = {}

    def queue(self) -> None:
        """The message is long enough for mails of about 8 KB, the HTML part included."""
        started = time.monotonic()
        self.alliance.reached = 0
        self.alliance.share(self.mails, WORDS * 30)
        self.queueing.append(time.monotonic() - started)

    def rate(self, sink: SmtpSink, since: int) -> float:
        """Mails a second of those after the first `since`, once all are there."""
        arrived = sink.wait_for(since + self.mails, 60 + self.mails / 5)[since:]
        return (len(arrived) - 1) / (arrived[-1].at - arrived[0].at)

    def worker(self, way: Way) -> float:
        self.stage.flush_redis()
        self.queue()
        sink, worker = self.sinks[way.tls], self.stage.worker
        since, worker.sink = len(sink.envelopes), sink
        for _ in range(way.workers - 1):
            deliver_due.delay()
        url = {"EMAIL_URL": sink.url.replace("smtp:", "smtp+tls:")} if way.tls else {}
        trust = {"SSL_CERT_FILE": str(self.certificate)} if way.tls else {}
        worker.start(concurrency=way.workers, WORKER_INCLUDES=way.includes, **url, **trust)
        rate = self.rate(sink, since)
        worker.stop()
        self.connections[way.name] = len({one.peer for one in sink.envelopes[since:]})
        return rate

    def plain(self) -> float:
        sink = self.stage.sink
        since, sample = len(sink.envelopes), Path(self.stage.logs / "sample.eml")
        sample.write_bytes(sink.envelopes[-1].content)
        self.stage.run("-m", "tests.benchmarks.plain_smtp", str(sink.port), str(self.mails), str(sample))
        return self.rate(sink, since)

    def round(self, ways: list[Way]) -> dict[str, float]:
        return {way.name: self.worker(way) for way in ways} | {PLAIN: self.plain()}

    def size(self) -> float:
        return mean(len(one.content) for one in self.stage.sink.envelopes)


def main(services: Services, arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("python -m tests.benchmarks throughput", description=__doc__)
    parser.add_argument("--mails", type=int, default=1000, help="of each way")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="the figures once more, on the last line, for a program")
    options = parser.parse_args(arguments)
    with Stage(services) as stage:
        race = Race(stage, options.mails)
        race.sinks[True].start()
        rounds = [race.round(WAYS) for _ in range(options.rounds)]
        race.sinks[True].stop()
    found = {name: median(one[name] for one in rounds) for name in rounds[0]}
    print(f"mails of {race.size() / 1000:.1f} KB, {options.mails} each way, {options.rounds} rounds")
    print(f"{'queueing them in one share':38} {min(race.queueing):.1f} s")
    for name, rate in found.items():
        print(f"{name:38} {rate:.0f} a second, {rate / found[PLAIN]:.2f} of the limit")
    print(f"{'kept against new':38} {found[KEPT.name] / found[NEW.name]:.2f}")
    if options.json:
        print(json.dumps({"rates": found, "connections": race.connections}))
    return 0
