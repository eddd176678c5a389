# Everything a developer types, and nothing else: `make help` lists it.
# Needs make and Python 3.11 or newer; the rest is installed into .venv once, and again when pyproject.toml changes.

VENV := .venv
VENV_PYTHON := $(VENV)/bin/python
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	if $$p -c '$(NEW_ENOUGH)' >/dev/null 2>&1; then echo $$p; break; fi; done)
PYTEST := $(VENV_PYTHON) -m pytest -n 2

.DEFAULT_GOAL := help
.PHONY: help test test-all lint docs replay record bench bench-peers bench-plot clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

test: lint ## style, types, and all tests but the long ones
	$(PYTEST) -m "not long"

test-all: lint ## the long tests, too
	$(PYTEST)

lint: $(VENV)/equipped ## style and types only
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m mypy

docs: $(VENV)/installed ## docs/reference, written anew from the manual's pages and the code
	$(VENV_PYTHON) -m snsim.toplevel.reference docs/reference

replay: $(VENV)/installed ## the nets of 1989, trained again
	$(VENV_PYTHON) interpreter.py scripts/replay1989.sn

record: $(VENV)/equipped ## the published experiments again, into docs/record.md: half an hour and more (ARGS="--seeds 3")
	$(VENV_PYTHON) interpreter.py record $(ARGS)

bench: $(VENV)/installed ## how fast it learns here (ARGS="..." goes to scripts/bench)
	$(VENV_PYTHON) scripts/bench $(ARGS)

bench-peers: $(VENV)/installed ## the same, after installing JAX and PyTorch to compare with
	$(VENV_PYTHON) -m pip install --quiet --editable '.[peers]'
	$(VENV_PYTHON) scripts/bench $(ARGS)

bench-plot: $(VENV)/installed ## draws cost against connections again, into docs/
	$(VENV_PYTHON) -m pip install --quiet --editable '.[plots]'
	$(VENV_PYTHON) scripts/bench --plot docs/cost.svg $(ARGS)

clean: ## remove the environment, caches and builds (never runs/)
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: what a user needs, and what a developer needs on top of it. An environment whose Python still works is kept.
$(VENV)/installed: pyproject.toml
	@test -n "$(PYTHON)" && $(PYTHON) -c '$(NEW_ENOUGH)' 2>/dev/null || { \
		echo "snsim needs Python 3.11 or newer$(if $(PYTHON), and $(PYTHON) is not): make PYTHON=/path/to/python3.11" >&2; \
		exit 1; }
	@$(VENV_PYTHON) -c 'import pip; $(NEW_ENOUGH)' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	$(VENV_PYTHON) -m pip install --quiet --editable .
	@# as pip does for what it copies: where PYTHONDONTWRITEBYTECODE is set, every start would do it again, for 0.15 s
	@$(VENV_PYTHON) -m compileall -q snsim
	@touch $@

$(VENV)/equipped: $(VENV)/installed
	$(VENV_PYTHON) -m pip install --quiet --editable '.[dev]'
	@touch $@
