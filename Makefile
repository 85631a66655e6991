# Three commands: `make run` measures this machine and renders the site, `make test` checks the code,
# `make test-browser` looks at the site in a real Chromium.
# Both make .venv with $(PYTHON), and remake it when it holds another version of Python.

PYTHON ?= python3
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# What `make run` uses, each installed by itself: one without a wheel for this machine must not stop the others.
RUN_EXTRAS := onnx tflite openvino vision audio site parquet

# Empty files that say what .venv holds; a newer pyproject.toml makes them stale.
MADE := .venv/made-with-$(VERSION)
RUN_READY := .venv/ready-to-run
TEST_READY := .venv/ready-to-test
BROWSER_READY := .venv/ready-to-browse

.PHONY: help run test test-browser lint types clean
.NOTPARALLEL:

help:  ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile
	@echo "PYTHON=python3.12 make ... picks the Python for .venv"

# On a terminal the pages are shown until Ctrl-C; in a pipe or a script `make run` ends when they are written.
run: $(RUN_READY)  ## measure this machine, then render and show out/site (edgebench run, edgebench publish)
	$(BIN)/edgebench run --results out/results
	$(BIN)/edgebench publish --results out/results --out out/site $$(test -t 1 && echo --serve --port 0)

test: lint types  ## lint, types and all tests
	$(BIN)/python -m pytest

test-browser: $(BROWSER_READY)  ## the site in Chromium: every page, axe, Lighthouse, screenshots
	$(BIN)/python -m pytest tests/browser $(SELECT)

lint: $(TEST_READY)  ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(TEST_READY)  ## mypy, strict
	$(BIN)/mypy

clean:  ## remove .venv, caches and the site; measured results under out/results stay
	rm -rf .venv build dist out/site .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Debian and Ubuntu ship Python without ensurepip; the package python3.X-venv brings it.
$(MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "edgebench needs Python 3.10 or newer, '$(PYTHON)' is not. Name one: PYTHON=python3.12 make run"; exit 1; }
	@if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && apt-get install -y -qq --no-install-recommends python$(VERSION)-venv; \
		else \
			echo "This Python cannot make environments. Mend it with: sudo apt-get install python$(VERSION)-venv"; exit 1; \
		fi; \
	fi
	$(PYTHON) -m venv $$(test -d .venv/lib/python$(VERSION) || echo --clear) .venv
	@touch $@

$(RUN_READY): pyproject.toml $(MADE)
	$(INSTALL) --editable .
	@for extra in $(RUN_EXTRAS); do \
		if log=$$($(INSTALL) --only-binary :all: --editable ".[$$extra]" 2>&1); then \
			echo "$$extra: installed"; \
		else \
			echo "$$extra: skipped: $$(echo "$$log" | sed -n 's/^ERROR: //p' | tail -n 1) (make clean tries again)"; \
		fi; \
	done
	@touch $@

$(TEST_READY): $(RUN_READY)
	$(INSTALL) --editable '.[dev]'
	@touch $@

# Chromium itself is the system's. npm comes from a wheel, so that no node is needed beside Python.
$(BROWSER_READY): $(TEST_READY) tests/browser/package-lock.json
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || \
		{ echo "test-browser needs Chromium: sudo apt-get install chromium"; exit 1; }
	$(INSTALL) --editable '.[browser]'
	cd tests/browser && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent
	@touch $@
