# make help lists the targets. Nothing needs to be installed first but make and Python 3.11 to 3.13.

VENV ?= .venv
python = $(VENV)/bin/python

# What a real installation sets, for checks that need no server.
production = env -u DEMO PRODUCTION=1 ALLOWED_HOSTS=placements.example \
  SECRET_KEY=$$($(python) -c 'import secrets; print(secrets.token_hex(40))') \
  DATABASE_URL=postgresql://nobody@127.0.0.1:1/none SITE_URL=https://placements.example

.DEFAULT_GOAL := help
.PHONY: help setup setup-test run run-check test test-fast journeys faults check fix lock migrations \
  migrate seed reset bench mutants docs css screens audit

# With invented people, unless a database of somebody's own is named.
run run-check migrate seed: export DEMO ?= $(if $(DATABASE_URL),,1)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## make .venv with what the product needs
	@scripts/setup run

setup-test: ## make .venv with what its tests and checks need too
	@scripts/setup test

run: setup ## the product at http://127.0.0.1:8000 with invented people (PORT=8001 for another port)
	@$(python) -m scripts.serve

run-check: setup ## start the product, see its sign-in page, stop
	@$(python) -m scripts.serve --check

test: setup-test ## every test, browser journeys included; make faults kills processes besides
	$(python) -m pytest -n 2 --dist worksteal -m "not faults" $(ARGS)

test-fast: setup-test ## the matching core, and what failed last time
	$(python) -m pytest -q tests/matching
	$(python) -m pytest -q --last-failed --last-failed-no-failures none

journeys: setup-test ## the stories in a real browser
	$(python) -m pytest -m journey $(ARGS)

faults: setup-test ## the tests that kill processes and servers
	$(python) -m pytest -m faults $(ARGS)

check: setup-test ## style, types, import directions, migrations, settings, compiled styles, locks
	$(python) -m ruff check
	$(python) -m ruff format --check
	$(python) -m djlint templates --lint --quiet
	$(python) -m mypy
	$(VENV)/bin/lint-imports
	$(python) manage.py makemigrations --check --dry-run
	$(production) $(python) manage.py check --deploy --fail-level WARNING
	$(python) -m scripts.styles
	scripts/lock --check

fix: setup-test ## correct style where a tool can
	$(python) -m ruff check --fix
	$(python) -m ruff format
	$(python) -m djlint templates --reformat --quiet

lock: setup-test ## compile requirements*.in into requirements*.txt (UPGRADE=1 for newer versions)
	scripts/lock $(if $(UPGRADE),--upgrade)

migrations: setup ## write migrations for changed models
	$(python) manage.py makemigrations

migrate: setup ## bring the database up to date
	$(python) -m scripts.prepare

seed: setup ## fill an empty database with invented people
	$(python) manage.py migrate --verbosity 0
	$(python) manage.py seed_demo $(ARGS)

reset: ## delete the private database of this checkout
	$(python) -m scripts.reset

bench: setup-test ## the measurements, each beside its baseline
	$(python) -m benchmarks.ranking_core
	$(python) -m benchmarks --write
	$(python) -m benchmarks.email

mutants: setup-test ## break each rule and factor on purpose, and see a test fail
	$(python) -m scripts.mutants

docs: setup-test ## write the data register, and check every link between the documents
	$(python) -m scripts.docs

css: ## compile static/scss into the committed static/css (needs Node)
	npm ci --silent
	npm run --silent css
	python3 -m scripts.styles --write

screens: setup-test ## a picture of every main page of the demonstration, in two sizes (WORDS=child for some)
	$(python) -m scripts.screens $(WORDS)

audit: setup-test ## known weaknesses in the locked packages
	$(python) -m pip_audit --require-hashes --disable-pip -r requirements.txt
