"""Choose the servers, then let Django read its settings, then import what uses models: in this order."""

import os
import signal
import sys
from importlib import import_module

import django

from alianza.demo.processes import ServiceError
from alianza.demo.services import Services

PIECES = ("kills", "throughput")


def environment(services: Services) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
        "DATABASE_URL": services.postgres.url("alianza_app"),
        "REDIS_URL": services.redis.url(),
        "SECRET_KEY": "only-for-tests",
        "DEBUG": "0",
        "ALIANZA_DEMO": "0",
        "ALLOWED_HOSTS": "localhost",
        "SITE_URL": "http://localhost",
        "PUBLICATION_PERCENT": "0",
        "PUBLICATION_DISSENT_ANSWERED": "0",
        "PUBLICATION_AFTER_DEADLINE": "0",
        "SHARE_HOLD_SECONDS": "0",
        "QUIET_HOURS": "",
        "OUTBOX_MERGE_SECONDS": "0",
        "EMAIL_URL": "smtp://127.0.0.1:9",
    }


def end(signal_number, frame):
    sys.exit(128 + signal_number)


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in PIECES:
        print(f"python -m tests.benchmarks {'|'.join(PIECES)} [--help]", file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    services = Services()
    os.environ.update(environment(services))
    try:
        django.setup()
        return import_module(f"tests.benchmarks.{arguments[0]}").main(services, arguments[1:])
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        services.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
