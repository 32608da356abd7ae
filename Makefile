# Everything that people and CI do with this project is a target here. `make help` lists the targets.
#   T=word        make test T=pagination runs only the tests whose names contain that word
#   BUILD=folder  make test BUILD=build/debug runs the tests on a different build
MAKEFLAGS += --no-print-directory
.NOTPARALLEL:
.DEFAULT_GOAL := help

PYTHON := /usr/bin/python3
BUILD ?= build
T ?=
SECONDS ?= 300
ROUNDS ?= 5
QUICK ?=
export CMAKE_BUILD_PARALLEL_LEVEL ?= $(shell nproc)

# build -> release, build/debug -> debug, ...
preset_of = $(if $(filter build build/,$(1)),release,$(notdir $(patsubst %/,%,$(1))))
# $(call configured,preset,folder): configures once; after that, the build itself notices changes.
configured = test -f $(2)/build.ninja || cmake --preset $(1) --log-level=WARNING

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:  ## install the Debian and npm packages that building and testing need
	@tools/setup

build:  ## build the program, optimised, as build/connectory
	@tools/setup build
	@$(call configured,$(call preset_of,$(BUILD)),$(BUILD))
	@cmake --build $(BUILD)

run: build  ## build and start a server with sample connectors (data in ./connectory-demo)
	@$(BUILD)/connectory demo $(ARGS)

# The benches are only compiled, so that they keep up with the code.
test: setup build  ## run the checks and all tests; T=word for some tests, BUILD=build/asan for a different build
	@$(if $(T),,cmake --build $(BUILD) --target benches)
	@tools/run_tests --build $(BUILD) $(if $(T),--only "$(T)",--lint)

lint: setup  ## check layers, tasks, layout, docs, English and (changed files first) clang-tidy; print the longest files
	@tools/lint

format: setup  ## format the C++ files with .clang-format, and wrap the Markdown files
	@tools/check_format --fix
	@tools/wrap_docs

asan:  ## run all tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@$(MAKE) sanitized BUILD=build/asan

tsan:  ## run all tests under ThreadSanitizer
	@$(MAKE) sanitized BUILD=build/tsan

sanitized: setup build
	@tools/run_tests --build $(BUILD) $(if $(T),--only "$(T)")

fuzz: setup  ## fuzz all code that reads text from outside, SECONDS=300 for each fuzzer (T=word for some)
	@$(call configured,fuzz,build/fuzz)
	@cmake --build build/fuzz --target fuzzers
	@tools/fuzz --seconds $(SECONDS) $(if $(T),--only "$(T)")

bench:  ## measure against nginx and SQLite, write bench/RESULTS.md (ROUNDS=5; QUICK=1 only tests that it works)
	@tools/setup bench
	@$(MAKE) build BUILD=build
	@cmake --build build --target benches
	@$(PYTHON) bench/run.py --rounds $(ROUNDS) $(if $(QUICK),--quick)

clean:  ## remove everything that was built
	rm -rf build

.PHONY: help setup build run test lint format asan tsan sanitized fuzz bench clean
