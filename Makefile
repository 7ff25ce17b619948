# Everything a person or a machine does with this checkout. `make` alone lists the commands.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.NOTPARALLEL:
.DELETE_ON_ERROR:

# Where Go's own archive installs itself, for shells that have not been told.
export PATH := $(PATH):/usr/local/go/bin

ARGS ?=
LINT := go tool -modfile=tools.mod golangci-lint
PAGE := $(shell find web/src web/public web/index.html web/vite.config.ts web/svelte.config.js -type f 2>/dev/null)
PACKAGES := $(shell find web/package.json web/package-lock.json web/.npmrc)
# Packages that keep a generated file: their tests take -update.
GOLDEN = $(sort $(dir $(shell grep -rl --include='*_test.go' --exclude-dir=node_modules 'flag.Bool."update"' . )))
title = @printf '\n== %s\n' '$(1)'

.PHONY: help
help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | while IFS=$$'\t' read -r name what; do printf '  make %-10s %s\n' "$$name" "$$what"; done

# --- build and run -----------------------------------------------------------------------------------------------

.PHONY: build binaries
build: page binaries ## build the page and the binaries into bin/

binaries:
	@go build -trimpath -o bin/ ./cmd/...

.PHONY: page
page: web/dist/index.html

web/dist/index.html: web/node_modules/.package-lock.json $(PAGE)
	$(call title,Building the page)
	@cd web && npm run --silent build
	@touch $@

web/node_modules/.package-lock.json: $(PACKAGES)
	$(call title,Fetching what the page is built with)
	@cd web && npm ci --no-audit --no-fund
	@touch $@

.PHONY: run
run: build ## serve the demonstration conference; ARGS="--at 2020-09-14T10:50+02:00" adds flags
	@exec ./bin/plenary demo $(ARGS)

.PHONY: dev
dev: web/node_modules/.package-lock.json ## the same, rebuilt and reloaded at every change of Go or page
	@exec .ci/dev $(ARGS)

# --- keep in order -----------------------------------------------------------------------------------------------

.PHONY: fmt
fmt: web/node_modules/.package-lock.json ## format everything
	@$(LINT) fmt
	@cd web && npm run --silent format

.PHONY: generate
generate: web/node_modules/.package-lock.json ## rewrite generated files: wire types, golden tables, the API's document and its client
	@go test $(GOLDEN) -update
	@cd web && npm run --silent client

.PHONY: bench
bench: build ## measure the media path and print a table; never fails on a time
	@exec ./bin/crowd bench $(ARGS)

.PHONY: rooms
rooms: binaries ## measure what a room's words cost at 1,000 to 10,000 seats; never fails on a time
	@exec ./bin/crowd rooms $(ARGS)

.PHONY: desk
desk: build ## measure the organizer's desk at 1,000 sessions and 20,000 registrations, in Chromium; never fails on a time
	@cd web && npm run --silent bench

.PHONY: impair
impair: build web/node_modules/.package-lock.json ## have viewers watch over bad networks and print how they fare; as root
	@exec ./bin/crowd impair $(ARGS)

# --- test --------------------------------------------------------------------------------------------------------

.PHONY: check
check: test-format test-floors test-page ## the quick part of the tests: needs Go and Node only
	$(call title,Go vet and tests)
	@go vet ./...
	@go test ./...

.PHONY: test
test: test-tools test-format page test-lint test-floors test-go fuzz test-generated test-page test-budget e2e e2e-postgres ## everything

.PHONY: test-tools
test-tools:
	$(call title,Tools that the tests need)
	@.ci/install-test-tools

.PHONY: test-format
test-format:
	$(call title,Formatting of Go)
	@stray=$$(gofmt -l $$(git ls-files --cached --others --exclude-standard '*.go')); if [ -n "$$stray" ]; then echo "not formatted (make fmt):"; echo "$$stray"; exit 1; fi

.PHONY: test-lint
test-lint:
	$(call title,Go vet and linters (the first time builds them: some minutes))
	@go vet ./...
	@$(LINT) run
	$(call title,The server compiles for other systems)
	@for system in darwin windows; do GOOS=$$system go vet ./sfu/... ./server ./cmd/plenary; done

.PHONY: test-floors
test-floors:
	$(call title,Floors and house rules)
	@go test .

# SQLite itself is C turned into Go, where the race detector has nothing to find and takes most of its time. The driver is watched.
UNWATCHED = -gcflags='modernc.org/sqlite/lib=-race=false'

.PHONY: test-go
test-go:
	$(call title,Go tests with the race detector on SQLite and PostgreSQL)
	@.ci/with-postgres go test -race $(UNWATCHED) -timeout 25m ./...

.PHONY: fuzz
fuzz: ## fuzz what strangers can send, a minute each in CI; FUZZTIME=10m is longer
	$(call title,Fuzzing what strangers can send)
	@.ci/fuzz $(ARGS)

# The tests above already compare; this shows that what make generate writes is what is there.
.PHONY: test-generated
test-generated:
	$(call title,Generated files are fresh)
	@.ci/unchanged-by $(MAKE) --no-print-directory generate

.PHONY: test-page
test-page: web/node_modules/.package-lock.json
	$(call title,Types of the page)
	@cd web && npm run --silent check
	$(call title,Linters of the page)
	@cd web && npm run --silent lint
	$(call title,Unit tests of the page)
	@cd web && npm run --silent test

.PHONY: test-budget
test-budget: page
	$(call title,Weight of the page)
	@cd web && npm run --silent budget

.PHONY: e2e
e2e: build ## end-to-end tests in real browsers; ARGS="-t question" picks some
	$(call title,End to end in Chromium and Firefox)
	@cd web && npm run --silent e2e -- $(ARGS)

# What is about rows more than about pictures; FILES= are all.
FILES ?= talk killed
.PHONY: e2e-postgres
e2e-postgres: build
	$(call title,The same with PostgreSQL)
	@.ci/with-postgres bash -c 'cd web && npm run --silent e2e -- $(FILES)'

.PHONY: nightly
nightly: build ## what takes long: 200 power cuts on each database, 10,000 schedules of a room, all scenarios with PostgreSQL
	$(call title,Power cuts and schedules)
	@PLENARY_TEST_NIGHTLY=1 .ci/with-postgres go test -timeout 3h -run 'TestAKilledServerKeepsItsWord|TestEverySeatAgreesWithTheModel' ./cmd/plenary ./server/live
	@$(MAKE) --no-print-directory e2e-postgres FILES=
