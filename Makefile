# Everything a newcomer types. Each target installs what it needs, once, into .venv.

PORT ?= 8000
PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Compiled once, a process starts in half the time; some containers say that nothing shall be.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help serve demo test test-clients bench check format messages lock sbom clean

help:
	@echo 'make serve    serve on http://127.0.0.1:$(PORT) (PORT=$(PORT)), data in ./data'
	@echo 'make demo     the same with a living demo, data in ./demo-data'
	@echo 'make test     the whole suite, on SQLite and on PostgreSQL (TESTS=tests/lib for a part)'
	@echo 'make test-clients   the part of it that is other people'"'"'s clients'
	@echo 'make bench    the promised figures, measured (BENCH=name for one)'
	@echo 'make check    format, lint, types, import floors, migrations, translations'
	@echo 'make format   put the code into the house format'
	@echo 'make messages bring the catalogues up to date with the texts of the source'
	@echo 'make lock     choose the versions in requirements/ anew (LOCK=--upgrade for the newest)'
	@echo 'make sbom     what Heliograph is built from, as a CycloneDX document in build/sbom.json'
	@echo 'make clean    forget the virtual environment and the caches; data stays'

serve demo: export HELIOGRAPH_URL ?= http://127.0.0.1:$(PORT)

serve: $(VENV)/runtime.stamp
	@exec $(BIN)/heliograph serve --bind 127.0.0.1:$(PORT)

demo: export HELIOGRAPH_DATA := demo-data
demo: $(VENV)/runtime.stamp
	@test -e demo-data/filled || { \
		rm -rf demo-data && $(BIN)/heliograph migrate && $(BIN)/heliograph demo && touch demo-data/filled; }
	@exec $(BIN)/heliograph serve --bind 127.0.0.1:$(PORT)

test: $(VENV)/develop.stamp
	@tools/ensure-chromium
	@tools/ensure-mariadb
	@tools/ensure-caddy
	@tools/ensure-uwsgi
	@tools/ensure-strace
	@tools/ensure-nginx
	@tools/ensure-haproxy
	@tools/ensure-varnish
	$(BIN)/pytest $(TESTS)
	HELIOGRAPH_TEST_DATABASE=postgresql $(BIN)/pytest -m 'not browser and not clients' $(TESTS)

test-clients: $(VENV)/develop.stamp
	$(BIN)/pytest tests/clients

bench: $(VENV)/develop.stamp
	@tools/ensure-nginx
	$(BIN)/python -m bench $(BENCH)

check messages: export HELIOGRAPH_DATA := .cache/check
check messages: export DJANGO_SETTINGS_MODULE := heliograph.project.settings
check: $(VENV)/develop.stamp
	@mkdir -p $(HELIOGRAPH_DATA)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m django makemigrations --check --dry-run
	$(BIN)/python -m tools.messages check

format: $(VENV)/develop.stamp
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

messages: $(VENV)/develop.stamp
	@mkdir -p $(HELIOGRAPH_DATA)
	$(BIN)/python -m tools.messages

# The development lock is the runtime lock and more, so that tests meet the versions that are served.
LOCK_WITH = $(BIN)/uv pip compile pyproject.toml $(LOCK) --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links
lock: $(VENV)/develop.stamp
	$(LOCK_WITH) --group build --output-file requirements/runtime.txt
	$(LOCK_WITH) --group build --group develop --constraint requirements/runtime.txt \
		--output-file requirements/develop.txt

sbom: $(VENV)/runtime.stamp
	$(BIN)/python -m tools.sbom build/sbom.json

clean:
	rm -rf $(VENV) .cache .hypothesis

# A stamp is younger than what it was installed from; the environment's own is its pyvenv.cfg. Installing
# Heliograph compiles its catalogues (hatch_build.py).
CATALOGUES := $(wildcard src/heliograph/locale/*/LC_MESSAGES/django.po \
	src/heliograph/surfaces/dashboard/locale/*/LC_MESSAGES/django.po)

$(VENV)/pyvenv.cfg:
	@tools/make-venv $(VENV) $(PYTHON)

$(VENV)/runtime.stamp: requirements/runtime.txt pyproject.toml $(CATALOGUES) | $(VENV)/pyvenv.cfg
	@echo 'Installing Heliograph into $(VENV).'
	@$(PIP) install --require-hashes -r $<
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/develop.stamp: requirements/develop.txt pyproject.toml $(CATALOGUES) | $(VENV)/pyvenv.cfg
	@echo 'Installing Heliograph and its development tools into $(VENV).'
	@$(PIP) install --require-hashes -r $<
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(VENV)/runtime.stamp $@
