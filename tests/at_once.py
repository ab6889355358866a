"""Several people do something in the same moment, on connections of their own."""

import threading
import time
from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import QuerySet

WAITING = """
    SELECT pg_stat_clear_snapshot(), (
        SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
    )
"""


def at_once(rows: QuerySet, *acts: Callable[[], object]) -> list[object]:
    """What each act returned or raised, in the order of `acts`. For tests with transaction=True.

    `rows` are locked until all acts have begun and wait for them (or have ended without asking), so that none of the
    acts is over before another has read what it decides by.
    """
    outcomes: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            outcomes[place] = act()
        except Exception as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    with transaction.atomic():
        list(rows.select_for_update(of=("self",)))
        for thread in threads:
            thread.start()
        end = time.monotonic() + 10
        while _waiting() < sum(thread.is_alive() for thread in threads) and time.monotonic() < end:
            time.sleep(0.02)
    for thread in threads:
        thread.join()
    return outcomes


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[1]


def refusals(outcomes: list[object]) -> list[str]:
    """The names of what was raised, sorted."""
    return sorted(type(one).__name__ for one in outcomes if isinstance(one, Exception))
