# One word per chore. `make demo` and `make test` do everything on a machine with git, make and Python 3.11 or newer.
#
#   make demo       the main job end to end, served on http://localhost:8000 (DEMO="--no-serve" for scripts)
#   make test       the whole test suite
#   make cover      the same, and which lines no test runs; twice the time
#   make lint       style, types, import order
#   make validate   is it right? every figure of validation/
#   make bench      is it fast? every figure of benchmarks/
#   make docs       the documentation, into docs/_build/html
#   make lock       resolve the locked requirements anew (needs uv)

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?=
SHARED ?= $(or $(AETIA_SHARED),../shared)

.PHONY: demo test cover lint validate bench docs lock format clean
.DEFAULT_GOAL := demo

demo: $(VENV)/.run
	$(BIN)/aetia demo $(DEMO)

test: $(VENV)/.dev
	$(BIN)/pytest -n 2 --dist worksteal

cover: $(VENV)/.dev
	$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term:skip-covered

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

validate: $(VENV)/.dev
	$(BIN)/python validation/pooling/run.py --data $(SHARED)/data/meta-analysis
	$(BIN)/python validation/pooling/tables.py --data $(SHARED)/data/meta-analysis
	$(BIN)/python validation/pooling/likelihood.py
	$(BIN)/python validation/pooling/intervals.py
	$(BIN)/python validation/verdicts/run.py
	$(BIN)/python validation/answers/run.py
	$(BIN)/python validation/rescue/run.py --shared $(SHARED)
	$(BIN)/python validation/archive/run.py --shared $(SHARED)
	$(BIN)/python validation/citations/run.py --shared $(SHARED)
	$(BIN)/python validation/citations/reliability.py --shared $(SHARED)
	AETIA_SHARED=$(SHARED) $(BIN)/python -m validation.resolve.run
	AETIA_SHARED=$(SHARED) $(BIN)/python validation/online/run.py
	$(BIN)/python validation/imports/run.py --shared $(SHARED)
	$(BIN)/python validation/versions/run.py --shared $(SHARED)

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/pooling.py
	$(BIN)/python benchmarks/site.py
	AETIA_SHARED=$(SHARED) $(BIN)/python benchmarks/resolve.py

docs: $(VENV)/.dev
	$(BIN)/python -m aetia.cli.reference docs/reference
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The environment. uv where it is, plain venv and pip where not; both install exactly the locked versions.

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "aetia needs Python 3.11 or newer; name one with: make PYTHON=python3.12"; exit 1; }
	@if command -v uv >/dev/null; then uv venv --quiet --python "$$(command -v $(PYTHON))" $(VENV); \
	else $(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ echo "Python's venv is missing. On Debian or Ubuntu: sudo apt-get install python3-venv"; exit 1; }; \
		echo "Making $(VENV) …"; $(PYTHON) -m venv $(VENV); fi

# A lock is whole, so nothing is resolved: older pips look up 'name[extra]' anew there and refuse the release that they find without a hash.
define install
	@echo "Installing $(1) …"
	@if command -v uv >/dev/null; then \
		VIRTUAL_ENV=$(CURDIR)/$(VENV) uv pip install --quiet --require-hashes -r $(1) && \
		VIRTUAL_ENV=$(CURDIR)/$(VENV) uv pip install --quiet --no-deps --no-build-isolation -e .; \
	else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(1) && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
endef

$(VENV)/.run: $(VENV)/bin/python requirements/run.txt pyproject.toml
	$(call install,requirements/run.txt)
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python requirements/dev.txt pyproject.toml
	$(call install,requirements/dev.txt)
	@touch $(VENV)/.run $@

# Committed locks name versions and digests, and no host: they install from whichever index is configured.
lock:
	uv lock --upgrade
	uv export --quiet --no-header --no-annotate --no-emit-project --no-default-groups --group build -o requirements/run.txt
	uv export --quiet --no-header --no-annotate --no-emit-project --all-extras --group dev -o requirements/dev.txt

clean:
	rm -rf $(VENV) dist build docs/_build .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.*
