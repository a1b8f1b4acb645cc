# The few verbs of this project. Every one of them does its own set-up in .venv; `make demo` is the one to start with.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
PAGES := reportedly/desk/static/manifest.json

.PHONY: help demo test lint bench bench-million docs clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(READY): pyproject.toml hatch_build.py bin/setup
	@sh bin/setup "$(PYTHON)"
	@touch $@

# Scripts, styles and shapes of the pages. Node and npm come by pip, and are gone again when all is built.
$(PAGES): $(READY) $(wildcard frontend/*.json frontend/*.mjs frontend/src/* frontend/src/*/*) reportedly/report/marked.css reportedly/report/page.js
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@[ ! -e $@ ] || touch $@  # not there where REPORTEDLY_WITHOUT_PAGES is set

demo: $(PAGES)  ## read the samples: claims and incidents in the terminal, demo/report.html for the browser
	@$(BIN)/python bin/demo.py

test: $(PAGES)  ## all tests, and the arrows between modules
	@sh bin/browser
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest

lint: $(READY)  ## style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: $(READY)  ## accuracy and speed beside the peers; fails where a figure dropped below bench/baseline.json
	@$(BIN)/python -m bench

bench-million: $(READY)  ## the ledger with a million claims, on SQLite and on PostgreSQL: half an hour or more
	@$(BIN)/python -m bench.ledger 1000000
	@$(BIN)/python -m bench.ledger 1000000 postgresql

docs: $(READY)  ## check that the documentation's examples run and its links hold
	@$(BIN)/python -m pytest tests/test_docs.py

clean:  ## remove what was made here
	rm -rf .venv demo build dist frontend/node_modules reportedly/desk/static .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
