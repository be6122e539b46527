# Two commands matter: `make run` and `make test`. Both make their own environment in .venv.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python
RUN := ENGAGE_ENV=$${ENGAGE_ENV:-development} ENGAGE_BASE_URL=$${ENGAGE_BASE_URL:-http://127.0.0.1:$(PORT)} $(BIN)/engage

.PHONY: help run test lint fmt bench demo-reset lock assets messages clean

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: .venv/.run ## Make the environment, migrate, load the demo once, and serve on http://127.0.0.1:$(PORT)
	@$(RUN) database upgrade
	@$(RUN) demo load --once
	@$(RUN) demo sign-ins
	@PORT=$(PORT) $(RUN) serve

test: .venv/.dev ## Run everything: lint, import contracts, tests on SQLite and PostgreSQL, browser tests
	@tests/support/run_all.sh

lint: .venv/.dev ## Check style, house rules and import contracts
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports

fmt: .venv/.dev ## Format the code
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: .venv/.dev ## Measure; prints ratios of one run
	@$(BIN)/python -m bench

demo-reset: .venv/.run ## Throw the local databases away and load the demo anew
	@rm -rf instance && $(RUN) database upgrade && $(RUN) demo load --once && $(RUN) demo sign-ins

lock: .venv/.tools ## Renew the lock files from pyproject.toml
	@$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements.txt
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements-dev.txt

assets: ## Rebuild the design system (needs npm; a checkout does not)
	@assets/build.sh

messages: .venv/.dev ## Collect the texts to translate and compile the translations
	@$(BIN)/pybabel -q extract -F engage/translations/babel.cfg -k _l -k N_ -k lazy_gettext -k lazy_ngettext:1,2 --no-location --sort-output --omit-header -o engage/translations/messages.pot . && \
	 $(BIN)/pybabel -q update -i engage/translations/messages.pot -d engage/translations --no-fuzzy-matching --omit-header --ignore-pot-creation-date && \
	 $(BIN)/pybabel -q compile -d engage/translations

clean: ## Remove the environment and caches; keeps instance/
	@rm -rf .venv .pytest_cache .ruff_cache build *.egg-info

.venv/.tools:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; set PYTHON=…")'
	@echo "Making the environment in .venv (once)…"
	@$(PYTHON) -m venv .venv && $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

.venv/.run: .venv/.tools requirements.txt pyproject.toml engage/translations/es/LC_MESSAGES/messages.po
	@test -f .venv/.dev || $(UV) --require-hashes -r requirements.txt
	@$(UV) --no-deps -e .
	@$(BIN)/pybabel -q compile -d engage/translations
	@touch $@

.venv/.dev: .venv/.tools requirements-dev.txt pyproject.toml engage/translations/es/LC_MESSAGES/messages.po
	@$(UV) --require-hashes -r requirements-dev.txt
	@$(UV) --no-deps -e .
	@$(BIN)/pybabel -q compile -d engage/translations
	@touch $@ .venv/.run
