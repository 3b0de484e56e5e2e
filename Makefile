# `make demo` and `make test` do all the set-up they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check clean screens picture soak bench

$(BIN)/.demo: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(BIN)/.dev: requirements-dev.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(BIN)/.demo
	$(BIN)/constat demo

check: $(BIN)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check
	$(BIN)/python -m pytest -n 4 --dist worksteal

soak: $(BIN)/.dev
	$(BIN)/python -m tests.faults

bench: $(BIN)/.dev
	$(BIN)/python -m tests.faults bench

clean:
	rm -rf $(VENV) build out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

screens: $(BIN)/.dev
	$(BIN)/python -m pytest -p tests.screens.plugin tests/core
	$(BIN)/python -m tests.screens.shoot

picture: $(BIN)/.dev
	PYTHONPATH=.:tests/core $(BIN)/python -m tests.machine.draw
