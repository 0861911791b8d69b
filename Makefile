# Two of these do everything on a fresh machine: `make demo` and `make test`. `make` lists all.

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url

.PHONY: help demo test quick check bench lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/run.stamp ## set up, and run the main job on the embedded default
	$(BIN)/pubharvest demo

test: .venv/dev.stamp ## set up, and run all tests
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal

quick: .venv/dev.stamp ## the tests that take under a minute: neither slow ones nor those that need a flow server
	$(BIN)/python -m pytest --numprocesses 2 -m "not slow and not flow_engine"

check: .venv/dev.stamp ## lint, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev.stamp ## every benchmark; each prints ratios against a reference measured in the same run
	$(BIN)/python -m benchmarks.crawl
	$(BIN)/python -m benchmarks.incremental
	$(BIN)/python -m benchmarks.ingest
	$(BIN)/python -m benchmarks.normalise
	$(BIN)/python -m benchmarks.matching_speed
	$(BIN)/python -m benchmarks.startup

lock: .venv/dev.stamp ## pin what pyproject.toml allows, with hashes and without naming any host
	$(COMPILE) --upgrade --group dev --group build pyproject.toml --output-file requirements-dev.txt
	$(COMPILE) --constraint requirements-dev.txt --group build pyproject.toml --output-file requirements.txt
	$(BIN)/python .ci/pin_extra.py sqlalchemy asyncio requirements.txt requirements-dev.txt

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.txt pyproject.toml | .venv/bin/python
	$(INSTALL) --require-hashes --requirement requirements.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	$(INSTALL) --require-hashes --requirement requirements-dev.txt
	touch $@
