# Everything is installed into .venv; the stamp files inside say what is already there.
#   make run          install and serve on HOST:PORT (127.0.0.1:8000)
#   make run CPU=1    the same with torch's smaller CPU-only build
#   make translations bring the Chinese texts of the server's pages up to date with the code
#   make fuzz         search for long for requests, numbers and formulas that break something
#   make test         lint, types, JavaScript tests and all Python tests, in a real browser too

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NODE := PATH="$$(.ci/node):$$PATH"
TYPESCRIPT := 7.0.2

ifdef CPU
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python --torch-backend=cpu
else
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

.PHONY: run test lint types js-test js-types py-test bench load soak fuzz fuzz-api translations wheel clean
.DELETE_ON_ERROR:

run: $(VENV)/.installed
	@exec $(BIN)/python -m app

test: lint types js-types js-test py-test

lint: $(VENV)/.test-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test-installed
	$(BIN)/mypy

js-types: $(VENV)/.typescript
	$(NODE) $(VENV)/js/node_modules/.bin/tsc --project static/tsconfig.json

js-test: $(VENV)/.test-installed
	$(NODE) node --test $$(find tests/js -name '*.test.js')

# A browser drives a server with workers: two of them keep a machine busy. Where there is no nginx to be had, what
# is tested behind it is left out, and .ci/nginx says so.
BEHIND_NGINX := tests/web/test_nginx.py tests/browser/test_behind_nginx.py
WITH_NGINX := NGINX="$$(.ci/nginx)"; export NGINX; \
	without=; [ -n "$$NGINX" ] || without="$(BEHIND_NGINX:%=--ignore=%)"; $(BIN)/python -m pytest $$without

py-test: $(VENV)/.test-installed
	REDIS="$$(.ci/redis)"; export REDIS; $(WITH_NGINX) --ignore=tests/browser --numprocesses=auto --maxprocesses=4 --dist=loadfile
	CHROMIUM="$$(.ci/chromium)"; export CHROMIUM; $(WITH_NGINX) tests/browser --numprocesses=2 --dist=loadfile

# What the suite tries for a moment, for an hour.
fuzz: $(VENV)/.test-installed
	HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest tests/faults/test_fuzz_requests.py tests/faults/test_numbers.py tests/faults/test_formulas.py

bench: $(VENV)/.test-installed
	$(BIN)/python -m tests.bench

# Students drag on a real server: how many does it hold, and what happens at twice that?
load: $(VENV)/.test-installed
	$(BIN)/python -m tests.load

# Workers and connections are killed at random for SECONDS while every result is checked.
SECONDS ?= 600
soak: $(VENV)/.test-installed
	$(BIN)/python -m tests.load.soak $(SECONDS)

# The server against its own description, EXAMPLES random requests for each operation.
EXAMPLES ?= 200
fuzz-api: $(VENV)/.test-installed
	$(BIN)/python -m tests.load.schemas $(EXAMPLES)

# What is new has an empty text afterwards, and a test asks for it.
translations: $(VENV)/.test-installed
	$(BIN)/pybabel -q extract -F pyproject.toml --add-location=file --sort-by-file -o $(VENV)/messages.pot app templates
	$(BIN)/pybabel -q update -i $(VENV)/messages.pot -d app/translations -l zh \
		--no-fuzzy-matching --ignore-obsolete --no-wrap
	$(BIN)/pybabel -q extract --no-default-keywords -k told --add-location=file --sort-by-file -o $(VENV)/errors.pot app
	$(BIN)/pybabel -q update -D errors -i $(VENV)/errors.pot -d app/translations -l zh \
		--no-fuzzy-matching --ignore-obsolete --no-wrap

wheel: $(VENV)/.test-installed
	$(BIN)/python -m build --wheel --no-isolation

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# uv knows where torch keeps its CPU-only builds.
$(BIN)/uv: | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.installed: pyproject.toml | $(BIN)/python $(if $(CPU),$(BIN)/uv)
	$(INSTALL) --editable .
	@touch $@

$(VENV)/.test-installed: pyproject.toml $(VENV)/.installed | $(BIN)/python $(if $(CPU),$(BIN)/uv)
	$(INSTALL) --editable '.[test]'
	@touch $@

$(VENV)/.typescript: Makefile $(VENV)/.test-installed
	$(NODE) npm install --silent --no-audit --no-fund --prefix $(VENV)/js typescript@$(TYPESCRIPT)
	@touch $@
