# Every target prepares .venv by itself, from requirements.lock; when nothing changed that costs a moment.
PYTHON ?= $(shell command -v python3 || command -v python3.12 || command -v python3.11 || echo python3)
in_venv = @$(PYTHON) alianza/demo/bootstrap.py
# DEBUG gives the settings defaults; nothing here connects to anything.
with_settings = @DEBUG=1 $(PYTHON) alianza/demo/bootstrap.py
ARGS ?=

.PHONY: help demo demo-reset test lint messages check harness throughput

help:
	@echo "make demo         start everything on this machine (PORT=8000); Ctrl-C stops it, the data stay"
	@echo "make demo-reset   forget the demo's data"
	@echo "make test         the whole suite (ARGS='tests/members -n0'; TEST_SERVERS='postgres://… redis://…')"
	@echo "make lint         style, types, architecture, migrations, the lock"
	@echo "make check        lint and test"
	@echo "make harness      kill worker, database and Redis while mail is sent, count who was missed (ARGS='--kills 10')"
	@echo "make throughput   mails a second, against the mail server's own limit (ARGS='--mails 500')"
	@echo "make messages     collect the strings to be translated (needs gettext)"

demo:
	$(in_venv) -m alianza.demo.run

demo-reset:
	$(in_venv) -m alianza.demo.reset

test:
	$(in_venv) -m pytest $(ARGS)

lint:
	$(in_venv) -m ruff check .
	$(in_venv) -m ruff format --check .
	$(in_venv) -c "from importlinter.cli import lint_imports_command as lint; lint()"
	$(with_settings) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(with_settings) -m mypy

check: lint test

harness:
	$(in_venv) -m tests.benchmarks kills $(ARGS)

throughput:
	$(in_venv) -m tests.benchmarks throughput $(ARGS)

messages:
	$(in_venv) manage.py makemessages --all --no-wrap --no-obsolete --add-location file --ignore '.*' --ignore tests
