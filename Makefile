# `make demo` shows one month of a city; `make test` proves the house. Both start from a bare machine.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test check install clean

demo: $(READY)
	$(BIN)/python -m demo run

test: check

# The one quality gate: style, types, floors, image, then every test with pytest's closing line last.
check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/hadolint Dockerfile
	$(BIN)/pytest -n 2 --dist worksteal

install: $(READY)

$(READY): requirements-dev.lock requirements-build.lock pyproject.toml
	.ci/packages $(PYTHON)
	$(PYTHON) -m venv .venv
	$(PIP) install --require-hashes -r requirements-dev.lock
	$(PIP) install --require-hashes -r requirements-build.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	touch $@

clean:
	rm -rf .venv dist .mypy_cache .ruff_cache
