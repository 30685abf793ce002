# Two commands on a fresh machine: `make run` and `make test`. Everything installs into .venv.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install

.PHONY: run test check bench fmt lint types imports openapi openapi-check migrations-check models models-check value-sets traceability traceability-check mutants wheel clean requirements

# -- what each command needs -----------------------------------------------------------------------
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements/embedded.txt pyproject.toml | .venv/bin/python
	$(PIP) --require-hashes -r requirements/embedded.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: requirements/dev.txt pyproject.toml | .venv/bin/python
	$(PIP) --require-hashes -r requirements/dev.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@ .venv/run.stamp

.venv/mutants.stamp: requirements/mutants.txt .venv/dev.stamp
	$(PIP) --require-hashes -r requirements/mutants.txt
	@touch $@

# -- the two commands ------------------------------------------------------------------------------
run: .venv/run.stamp
	$(BIN)/ocrelizumab-cds serve --port $(PORT)

test: .venv/dev.stamp
	$(BIN)/python -m pytest -n 2 --dist loadfile

# -- what CI runs ----------------------------------------------------------------------------------
check: .venv/dev.stamp lint types imports models-check test openapi-check migrations-check traceability-check wheel

fmt: .venv/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: .venv/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/dev.stamp
	$(BIN)/mypy

imports: .venv/dev.stamp
	$(BIN)/lint-imports

models: .venv/dev.stamp
	$(BIN)/python -m tools.models

value-sets: .venv/dev.stamp
	$(BIN)/python -m tools.value_sets

models-check: .venv/dev.stamp
	$(BIN)/python -m tools.models --check
	$(BIN)/python -m tools.value_sets --check
	$(BIN)/python -m tools.validation_page --check
	$(BIN)/python -m tools.profiles_page --check

openapi: .venv/dev.stamp
	$(BIN)/ocrelizumab-cds openapi > openapi.yaml

openapi-check: .venv/dev.stamp
	$(BIN)/ocrelizumab-cds openapi | diff -u openapi.yaml - || { echo "openapi.yaml differs from the application: make openapi"; exit 1; }

migrations-check: .venv/dev.stamp
	$(BIN)/ocrelizumab-cds db check

# What the container installs, built by the same commands (see Dockerfile).
wheel: .venv/dev.stamp
	rm -rf dist
	$(BIN)/python -m build --wheel --no-isolation --outdir dist . > /dev/null
	$(BIN)/python -m zipfile --list dist/*.whl | grep -q app/migrations/env.py

bench: .venv/dev.stamp
	$(BIN)/python -m tests.bench

# docs/traceability.md: every requirement with its rule, parameters and tests.
traceability: .venv/dev.stamp
	$(BIN)/python -m tools.traceability

traceability-check: .venv/dev.stamp
	$(BIN)/python -m tools.traceability --check

# Mutation testing of the rules, about an hour; MUTANTS names some of them: MUTANTS='app.rules.dosing*'
mutants: .venv/mutants.stamp
	$(BIN)/python -m tools.mutants $(MUTANTS)

# Pinned and hashed, without download addresses, so that the same files install everywhere.
requirements:
	uv pip compile pyproject.toml -o requirements/base.txt --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11
	uv pip compile pyproject.toml --group embedded -o requirements/embedded.txt --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11
	uv pip compile pyproject.toml --group dev -o requirements/dev.txt --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11
	uv pip compile pyproject.toml --group mutants -o requirements/mutants.txt -c requirements/dev.txt --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11

clean:
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache
