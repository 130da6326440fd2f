# The newsroom's commands. `make demo` and `make test` ask for nothing but git, make and a Python.

# Compiled modules are kept, whatever the machine says: else every process compiles all tests and apps again.
export PYTHONDONTWRITEBYTECODE :=

PORT ?= 8000
PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py
# Where `make test-postgres` finds its services; the suite makes and drops a database of its own.
POSTGRES_URL ?= postgres://postgres@127.0.0.1:5432/newsroom
REDIS_URL ?= redis://127.0.0.1:6379/1
# The moment of `make test-moved`: a month's end and a 29 February, ten years ahead.
MOMENT ?= 2036-02-29T23:30Z
TEST_WORKERS ?= auto
PYTEST := $(PYTHON) -m pytest -n $(TEST_WORKERS)

# Of `make bench`: --stories 2000 for less, --server postgres://postgres@127.0.0.1:5432 for PostgreSQL …
BENCH ?=
SMALL := --stories 400 --appointments 400 --rounds 6
FIGURES := benchmarks/results/small-sqlite.json

.PHONY: help demo test test-moved test-postgres test-postgres-moved browser-test lint format check serve seed clean
.PHONY: bench bench-full bench-small bench-figures
.DEFAULT_GOAL := help

help:
	@echo "make demo            the site with its demo newsroom on http://127.0.0.1:$(PORT)"
	@echo "make test            every test that needs no service"
	@echo "make test-moved      the same with the clock at another moment ($(MOMENT))"
	@echo "make test-postgres   the same on PostgreSQL and Redis"
	@echo "make test-postgres-moved   both"
	@echo "make browser-test    the tests that drive Chromium"
	@echo "make bench           what every kind of page costs, with 10,000 stories (BENCH=\"--stories 2000\" for less)"
	@echo "make bench-full      the same with up to a million, and how pages grow"
	@echo "make lint            style, templates, direction of imports, missing migrations"
	@echo "make format          puts style and templates right"
	@echo "make check           system checks, as in development and as in production"
	@echo "make serve           production mode: granian, hashed static files, compressed pages"
	@echo "make seed            the demo newsroom into the database"
	@echo "make clean           removes environment and caches, never data"

# The environment is made again when the lock file changes.
.venv/ready: bin/environment uv.lock pyproject.toml .python-version
	@bin/environment

demo: export SITE_URL ?= http://127.0.0.1:$(PORT)
demo: .venv/ready
	@[ -e newsroom.sqlite3 ] || echo "newsroom: making the demo newsroom; the first time takes about a minute."
	@$(MANAGE) migrate --verbosity 0
	@$(MAKE) --no-print-directory seed
	@$(MANAGE) runserver 127.0.0.1:$(PORT) >/dev/null  # its banner would bury the logins; its log goes to stderr

seed: .venv/ready
	@$(MANAGE) seed_demo

test: .venv/ready
	@$(PYTEST)

test-moved: .venv/ready
	@$(PYTEST) --clock $(MOMENT)

test-postgres: .venv/ready
	@DATABASE_URL=$(POSTGRES_URL) CACHE_URL=$(REDIS_URL) $(PYTEST)

test-postgres-moved: .venv/ready
	@DATABASE_URL=$(POSTGRES_URL) CACHE_URL=$(REDIS_URL) $(PYTEST) --clock $(MOMENT)

browser-test: .venv/ready
	@$(PYTEST) --dist worksteal -m browser --show-capture=no tests/browser

bench: .venv/ready
	@$(PYTHON) -m benchmarks.bench --write $(BENCH)

bench-full: .venv/ready
	@$(PYTHON) -m benchmarks.bench.full $(BENCH)

# Fails where a page costs half as much again as the committed figures say; bench-figures writes them anew.
bench-small: .venv/ready
	@$(PYTHON) -m benchmarks.bench $(SMALL) --against $(FIGURES)

bench-figures: .venv/ready
	@$(PYTHON) -m benchmarks.bench $(SMALL) --rounds 20 --write $(FIGURES)

lint: .venv/ready
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@git ls-files -z -- '*.html' | xargs -0 -r .venv/bin/djade --target-version 6.1 --check
	@.venv/bin/lint-imports
	@$(MANAGE) makemigrations --check --dry-run

format: .venv/ready
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .
	@git ls-files -z -- '*.html' | xargs -0 -r .venv/bin/djade --target-version 6.1

check: .venv/ready
	@$(MANAGE) check
	@NEWSROOM_ENV=production SITE_URL=https://news.example ALLOWED_HOSTS=news.example \
	  SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))') \
	  $(MANAGE) check --deploy --fail-level WARNING

serve: .venv/ready
	@PORT=$(PORT) bin/serve

clean:
	rm -rf .venv .uv .pytest_cache .ruff_cache .import_linter_cache test.sqlite3*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
