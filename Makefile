# make run    broker, demo technician and an agent on this machine
# make test   everything that must hold, as .ci/run calls it
# The rest is for those who change the program: see docs/developing.md.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: run test lint unit soak bench bench-screen lock screenshots wheel clean

run: $(VENV)/run.done
	@exec $(BIN)/affianco-broker demo

test: $(VENV)/dev.done
	@.ci/packages test
	$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest

lint: $(VENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

unit: $(VENV)/dev.done
	$(BIN)/python -m pytest tests/unit

soak: $(VENV)/dev.done
	HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest tests/unit tests/net/test_rendezvous_machine.py
	$(BIN)/python -m pytest -m soak tests/evil
	$(BIN)/python -m pytest -m soak tests/fuzz
	$(BIN)/python -m pytest -m soak --ignore tests/evil --ignore tests/fuzz

bench: $(VENV)/dev.done
	$(BIN)/python -m bench.relay
	$(BIN)/python -m bench.joining
	$(BIN)/python -m bench.pricing
	$(BIN)/python -m bench.month_end
	$(BIN)/python -m bench.log_checkpoint

bench-screen: $(VENV)/bench.done bench/screen/node_modules/.package-lock.json
	@.ci/packages test
	@.ci/packages bench
	$(BIN)/python -m bench.screen $(BENCH)

screenshots: $(VENV)/dev.done
	$(BIN)/python -m tests.screenshots docs/pictures

wheel: $(VENV)/dev.done
	$(BIN)/python -m build --wheel --no-isolation

lock: $(VENV)/dev.done
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --extra agent --extra video --extra broker pyproject.toml requirements/build.in -o requirements/run.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --extra agent --extra video --extra broker pyproject.toml requirements/build.in requirements/dev.in -o requirements/dev.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  -c requirements/dev.lock requirements/bench.in -o requirements/bench.lock

$(VENV)/bin/python:
	@.ci/packages venv $(PYTHON)
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.done: requirements/run.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements/run.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.done: requirements/dev.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements/dev.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/run.done

$(VENV)/bench.done: requirements/bench.lock $(VENV)/dev.done
	$(PIP) install --require-hashes -r requirements/bench.lock
	@touch $@

bench/screen/node_modules/.package-lock.json: bench/screen/package-lock.json $(VENV)/dev.done
	$(BIN)/python -m bench.screen.novnc

clean:
	rm -rf $(VENV) dist tests/web/node_modules bench/screen/node_modules
