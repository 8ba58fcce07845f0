# Two commands do everything on a fresh machine: make demo, make test.
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
# What Python compiles is kept, whatever the shell says: the second half of the tests begins seven seconds sooner.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test check hundredth bench guide lock clean

help:  ## what can be made here
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .setup-stamp  ## install everything into .venv and compile the style sheet

.setup-stamp: requirements.lock pyproject.toml package.json package-lock.json $(wildcard src/satupintu/portal/styles/*)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/npm ci --silent --no-audit --no-fund --omit=optional --ignore-scripts --omit-lockfile-registry-resolved
	$(BIN)/npm run --silent build
	$(BIN)/python -m compileall -q src
	$(BIN)/satupintu areas --build
	@touch $@

demo: setup  ## the demo at http://127.0.0.1:8000 (PORT= moves it)
	$(BIN)/satupintu demo --port $(PORT)

.spark-stamp: .setup-stamp requirements-spark.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock && touch $@ || echo "pyspark tidak terpasang; ujinya akan mengatakannya"

test: setup .spark-stamp  ## the whole test suite, on SQLite and on PostgreSQL
	@sh tests/browser/install_browser.sh
	$(BIN)/python -m pytest --numprocesses 2
	@echo "Again on PostgreSQL, what touches the database:"
	SATUPINTU_TEST_DB=postgresql $(BIN)/python -m pytest --numprocesses 2

check: setup  ## style, types, who imports whom, programmes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/satupintu catalogue check

hundredth: setup .spark-stamp  ## every benchmark at a hundredth of its size: does each run, and is what it measures right
	$(BIN)/satupintu bench hundredth
	SATUPINTU_SPARK_ROUND=1 $(BIN)/python -m pytest tests/parity/test_spark.py -k a_round_on_spark

bench: setup  ## how quickly lists become decisions; bench/ holds the others: satupintu bench NAME
	$(BIN)/satupintu bench lists

guide: setup  ## take the guide's screenshots anew
	$(BIN)/python docs/guide/take_screenshots.py

lock: setup  ## write requirements.lock from pyproject.toml: versions and hashes only
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra spark --constraints requirements.lock pyproject.toml -o spark.lock
	grep -A400 -E '^(pyspark|py4j)==' spark.lock | awk '/^[a-z]/{keep = /^(pyspark|py4j)==/} keep' > requirements-spark.lock && rm spark.lock

clean:  ## remove what set-up and the demo made
	rm -rf .venv node_modules var .setup-stamp .spark-stamp src/satupintu/portal/static/build
