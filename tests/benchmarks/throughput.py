"""Mails a second at the sink: a plain loop, our worker over one kept connection, and over a new one a mail.

All rates are counted at the sink, from the first arrival to the last, so that no start-up is in them.
"""

import argparse
import time
from statistics import mean

from alianza.demo.services import Services
from tests.benchmarks.alliance import Alliance
from tests.benchmarks.stage import Stage

WORDS = "Compartimos con ustedes la versión vigente del plan de acción, para su conocimiento. "
WAYS = {"kept": "", "new": "tests.benchmarks.fresh_connections"}


class Race:
    def __init__(self, stage: Stage, mails: int):
        self.stage, self.sink, self.mails = stage, stage.sink, mails
        self.alliance = Alliance(mails)
        self.queueing: list[float] = []

    def queue(self) -> None:
        """The message is long enough for mails of about 8 KB, the HTML part included."""
        started = time.monotonic()
        self.alliance.reached = 0
        self.alliance.share(self.mails, WORDS * 30)
        self.queueing.append(time.monotonic() - started)

    def rate(self, since: int) -> float:
        """Mails a second of those after the first `since`, once all are there."""
        arrived = self.sink.wait_for(since + self.mails, 60 + self.mails / 10)[since:]
        return (len(arrived) - 1) / (arrived[-1].at - arrived[0].at)

    def worker(self, includes: str) -> float:
        self.queue()
        since = len(self.sink.envelopes)
        self.stage.worker.start(WORKER_INCLUDES=includes)
        rate = self.rate(since)
        self.stage.worker.stop()
        return rate

    def plain(self) -> float:
        since = len(self.sink.envelopes)
        sample = self.stage.logs / "sample.eml"
        sample.write_bytes(self.sink.envelopes[-1].content)
        self.stage.run("-m", "tests.benchmarks.plain_smtp", str(self.sink.port), str(self.mails), str(sample))
        return self.rate(since)

    def size(self) -> float:
        return mean(len(one.content) for one in self.sink.envelopes)


def main(services: Services, arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("python -m tests.benchmarks throughput", description=__doc__)
    parser.add_argument("--mails", type=int, default=2000, help="of each way")
    options = parser.parse_args(arguments)
    with Stage(services) as stage:
        race = Race(stage, options.mails)
        kept, new = (race.worker(includes) for includes in WAYS.values())
        plain = race.plain()
    print(f"mails of {race.size() / 1000:.1f} KB, {options.mails} each way")
    print(f"queueing them in one share             {min(race.queueing):.1f} s")
    for name, rate in {"the sink's own limit, one connection": plain, "a worker, connection kept": kept}.items():
        print(f"{name:38} {rate:.0f} a second, {rate / plain:.2f} of the limit")
    print(f"{'a worker, a connection a mail':38} {new:.0f} a second, {new / plain:.2f} of the limit")
    print(f"{'kept against new':38} {kept / new:.2f}")
    return 0
