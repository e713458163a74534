# Cuntong: one command for each need; `make help` lists them. Needs python3 (3.11 or newer) and make.

SHELL := /bin/bash
PYTHON ?= python3
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test lint format docs lock clean

help:  ## list the commands
	@sed -nE 's/^([a-z-]+):.*  ## (.*)/  make \1\t\2/p' Makefile | expand -t 20

setup:  ## environment, front-end libraries and labels, without the test tools
	@setup/environment run

setup-dev:  ## the same with the test tools
	@setup/environment dev

demo: setup  ## load the demo county, make its report and serve it on 127.0.0.1:8000
	@.venv/bin/cuntong demo

test:  ## every check and every test, on SQLite and on PostgreSQL
	@setup/test

lint: setup-dev  ## the checks that need no test run: style, types, floor plan
	@setup/lint

format: setup-dev  ## put every file in the house's format
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

docs: setup-dev  ## write docs/map.md, rules.md, checks.md and indicators*.md from the code
	@.venv/bin/python setup/map.py
	@.venv/bin/python -m tests.spec > docs/rules.md
	@.venv/bin/python -m tests.spec.checks > docs/checks.md
	@.venv/bin/python setup/indicators.py

lock: setup-dev  ## write requirements/*.txt anew from pyproject.toml
	@setup/lock

clean:  ## remove everything that setup and tests made; var/ (your records) stays
	@rm -rf .venv build src/*.egg-info src/cuntong/web/vendor .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find src -name '*.mo' -delete
	@find src tests setup benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
