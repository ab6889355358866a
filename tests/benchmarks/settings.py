"""The application's settings, with the two things that a harness changes in its workers."""

from alianza.settings import *  # noqa: F403
from alianza.settings import LOGGING, OUTBOX_LEASE_SECONDS, env

OUTBOX_LEASE_SECONDS = env.int("OUTBOX_LEASE_SECONDS", OUTBOX_LEASE_SECONDS)
# Modules that a worker loads besides its tasks: tests.benchmarks.careless takes the claim out.
CELERY_INCLUDE = env.list("WORKER_INCLUDES", default=[])
# The sink would tell every line of every conversation.
LOGGING = LOGGING | {"loggers": {"mail.log": {"level": "WARNING"}}}
