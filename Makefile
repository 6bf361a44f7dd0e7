# Run and work on TTS. `make` alone lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

ADDRESS ?= 127.0.0.1
PORT ?= 8000
TEST_WORKERS ?= 2
PYTEST_ARGS ?=

VENV := .venv
PYTHON_BIN := $(VENV)/bin
PY := $(PYTHON_BIN)/python
STAMPS := $(VENV)/stamps
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --no-input
LOCKED := $(INSTALL) --require-hashes -r
NODE := $(PY) scripts/node.py
DESIGNER := $(shell find designer \( -name node_modules -o -name test \) -prune -o -type f -print 2>/dev/null)

# Each of the many processes that the tests start would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run setup test check soak bench lock format clean
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  PORT=8000 ADDRESS=127.0.0.1 choose where 'make run' serves; PYTEST_ARGS='-k claim' narrows 'make test'."

run: $(STAMPS)/app ## Set up, migrate, load the demo organisation and serve it on PORT
	@$(PYTHON_BIN)/tts upgrade
	@$(PYTHON_BIN)/tts demo
	@exec $(PYTHON_BIN)/tts serve --host $(ADDRESS) --port $(PORT)

setup: $(STAMPS)/setup $(STAMPS)/app ## Install TTS with every extra
	@echo "TTS is installed: $(PYTHON_BIN)/tts --help"

test: $(STAMPS)/test $(STAMPS)/app ## Install what the tests need and run all of them
	@scripts/install_test_tools.sh $(PY)
	$(NODE) npm test
	$(PY) -m pytest -n $(TEST_WORKERS) $(PYTEST_ARGS)

check: $(STAMPS)/check $(STAMPS)/app ## Lint, check types and layers, and run the designer's own checks and tests
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PYTHON_BIN)/lint-imports
	$(PY) -m pytest -q tests/house
	$(NODE) npm run check
	$(NODE) npm test

soak: $(STAMPS)/test $(STAMPS)/app ## Run the long tests under load
	@scripts/install_test_tools.sh $(PY)
	$(PY) -m pytest -m soak $(PYTEST_ARGS)

bench: $(STAMPS)/test $(STAMPS)/app ## Measure what an act costs
	$(PY) -m bench

lock: $(STAMPS)/venv ## Make the lock files in requirements/ anew from pyproject.toml
	@scripts/make_locks.sh $(PY) $(LOCK_ARGS)

format: $(STAMPS)/check ## Put the Python code into its format
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

clean: ## Remove everything that was built or installed here; the database in instance/ stays
	rm -rf $(VENV) static/dist designer/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -rf .import_linter_cache test-results
	find . -name __pycache__ -prune -exec rm -rf {} +

# What has been installed is remembered by a stamp that is as old as the installation.
$(STAMPS)/venv: scripts/make_venv.sh
	@scripts/make_venv.sh $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/setup $(STAMPS)/test $(STAMPS)/check $(STAMPS)/run $(STAMPS)/build: $(STAMPS)/%: requirements/%.txt $(STAMPS)/venv
	@echo "Installing the packages locked in $< ..."
	@$(LOCKED) $<
	@touch $@

$(STAMPS)/app: $(STAMPS)/run $(STAMPS)/build pyproject.toml hatch_build.py scripts/node.py $(DESIGNER)
	@$(NODE) check >/dev/null || { echo "Installing Node.js from the Python registry ..."; \
	  $(LOCKED) requirements/node.txt && $(NODE) check; }
	@echo "Installing TTS and building its designer ..."
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# A bundle that was removed is built again.
ifeq ($(wildcard static/dist/*),)
.PHONY: $(STAMPS)/app
endif
