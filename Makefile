# SPDX-License-Identifier: Apache-2.0
# Part of loragw

SHELL := /bin/bash

# One configuration for everything: the three command lines below share their objects. A plain
# `swift test -c release` would compile it all a second time, with testability switched on.
BUILD := swift build -c release
SWIFT_SOURCES := $(wildcard Sources Tests Package.swift Benchmarks/Package.swift Benchmarks/Sources \
  Fuzz/Package.swift Fuzz/Targets)
SHELL_SCRIPTS := .ci/run scripts/check-swift scripts/coverage scripts/install-dependencies Fuzz/run packaging/make-deb
FUZZ_SECONDS ?= 60

.PHONY: all help build demo test bench dictionary plots proof fuzz deb lint format clean prepare prepare-tests \
	prepare-bench prepare-proof

all: build

help: ## Shows this list.
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|'

build: prepare ## Builds loragw into .build/release.
	$(BUILD) --product loragw

demo: prepare ## Two gateways on simulated air, in one process. DEMO_ARGS are handed on.
	$(BUILD) --product loragw
	.build/release/loragw demo $(DEMO_ARGS)

test: prepare-tests lint ## Format, tidiness, all suites, then real mail between processes.
	$(BUILD) --build-tests
	scripts/run-tests

bench: prepare-bench ## The figures beside their goals; PROOF=1 for long runs, JOBS=N for more cores.
	swift run -c release --package-path Benchmarks LinkBenchmark \
	  $(if $(PROOF),--proof) $(if $(JOBS),--jobs $(JOBS)) $(BENCH_ARGS)
	swift run -c release --package-path Benchmarks CodecBenchmark
	$(BUILD) --product loragw
	swift run -c release --package-path Benchmarks DaemonBenchmark $(if $(PROOF),--proof)

dictionary: prepare-tests ## Checks that the codec's dictionary is what its sources make.
	$(BUILD) --build-tests
	swift test -c release --skip-build --disable-xctest --filter DictionaryTests

plots: prepare ## Draws the pictures of docs/ anew.
	swift run -c release --package-path Benchmarks RadioPlots

proof: prepare-proof lint ## The same as test, longer; nothing may be skipped; then bench PROOF=1.
	$(BUILD) --build-tests
	LORAGW_PROOF=1 scripts/run-tests
	$(MAKE) --no-print-directory bench PROOF=1

fuzz: prepare ## Every decoder, from its kept corpus, FUZZ_SECONDS each; FUZZ_TARGETS picks some.
	Fuzz/run $(FUZZ_SECONDS) $(FUZZ_TARGETS)

deb: prepare ## A Debian package for this machine's architecture and release, in .build/deb.
	packaging/make-deb

lint: ## Format and tidiness only.
	swift format lint --strict -r -p $(SWIFT_SOURCES)
	scripts/tidy --self-test
	scripts/tidy
	hardware/draw-wiring --check
	@if command -v shellcheck >/dev/null; then shellcheck $(SHELL_SCRIPTS); fi

format: ## Rewrites the sources in the house's format.
	swift format -i -r -p $(SWIFT_SOURCES)

clean: ## Removes everything that was built or fetched.
	rm -rf .build Benchmarks/.build Fuzz/.build

prepare:
	@scripts/install-dependencies build
	@scripts/check-swift

prepare-tests:
	@scripts/install-dependencies build test
	@scripts/check-swift

prepare-bench:
	@scripts/install-dependencies build bench
	@scripts/check-swift

prepare-proof:
	@scripts/install-dependencies build test proof
	@scripts/check-swift
