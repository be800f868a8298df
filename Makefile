# A few recipes; the work is in scripts/. `make` alone lists them.
SHELL := /usr/bin/env bash
.DEFAULT_GOAL := help
.PHONY: help run build site dev lint test test-rust test-clients faults e2e

help:
	@echo "make RECIPE, where RECIPE is one of"
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## install what is missing, build, and serve http://127.0.0.1:3000
	@scripts/run.sh

build: ## leave target/release/vitrine, one file that carries its site
	@scripts/setup.sh build
	@scripts/build.sh site binary

site: ## build what browsers get into target/site, and print its sizes
	@scripts/setup.sh build
	@scripts/build.sh site

dev: ## serve with live reload (installs cargo-leptos, once)
	@scripts/dev.sh

lint: ## format, clippy, docs, dependencies
	@scripts/test.sh lint

test: ## everything below and lint, quickest first, with the minutes of each
	@scripts/test.sh lint rust clients faults e2e

test-rust: ## Rust tests, on SQLite and PostgreSQL
	@scripts/test.sh rust

test-clients: ## unmodified OpenStack, tus and curl clients against the server
	@scripts/test.sh clients

faults: ## kills, bad networks, full disks and races against the server, in small
	@scripts/test.sh faults

e2e: ## tests in a real browser
	@scripts/test.sh e2e
