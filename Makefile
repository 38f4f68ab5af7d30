# SPDX-License-Identifier: Apache-2.0
#
# make run     build, then start the host: HTTP, the bundled plugins, and a chat in the terminal
# make test    everything a fresh machine needs, then all tests
# make help    the other targets

SHELL := /bin/bash
.DEFAULT_GOAL := help

# Debian and Ubuntu packages that the build, the tests and the benchmarks need.
BUILD_PACKAGES := ca-certificates git libarchive-dev libc6-dev libcurl4-openssl-dev libedit-dev libffi-dev libpcre2-dev libxml2-dev pkg-config zlib1g-dev
TEST_PACKAGES := $(BUILD_PACKAGES) curl python3 python3-venv
LLAMA_PACKAGES := $(TEST_PACKAGES) g++
DIST_PACKAGES := $(BUILD_PACKAGES) binutils
BENCH_PACKAGES := $(BUILD_PACKAGES) curl nginx-light nodejs python3 ripgrep unzip wrk zip

# What the sanitizers run, one test at a time: they take more memory maps for a thread than there are for all tests at once.
# The plugins that crash on purpose are left out: a sanitizer takes the signals that they are about.
SANITIZED := --filter 'PluginRuntimeTests|ToolCallParsingTests|JSONTests|LMStudioTests|HTTPAPITests' \
	--skip 'HostileCallTests|HostileLoadTests'

# Where `make install` puts things, and a folder before it for whoever makes packages.
PREFIX ?= /usr/local
DESTDIR ?=
# A build of its own: its programs look for the Swift runtime where it is delivered, and would not start from here.
DIST_BUILD ?= .build-dist/build
# Keeps the name of this folder out of the programs.
NAMELESS := -Xcc -ffile-prefix-map=$(CURDIR)/= -Xcxx -ffile-prefix-map=$(CURDIR)/= -Xswiftc -file-prefix-map -Xswiftc $(CURDIR)/=

ARGS ?=
INPUTS ?= 10000000
PLUGINS_DIR ?= ./plugins
export PLUGINS_DIR

.PHONY: help run test test-live test-llama test-tsan test-asan test-dist fuzz deps deps-test deps-llama deps-bench deps-dist build release stage dist install uninstall lint format bench clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

run: build  ## build and start the host, with a chat when this is a terminal
	@mkdir -p plugins
	@exec .build/debug/toolhost run --upstream auto $(ARGS)

build: deps  ## debug build: the host and the bundled plugins
	@echo "Building; the first time takes some minutes."
	swift build

release: deps  ## optimised build, in .build-release
	swift build --configuration release --scratch-path .build-release

dist: stage  ## a folder and an archive that run without the toolchain, in .build-dist
	@Sources/Distribution/pack .build-dist/staged

install: stage  ## build, then install below PREFIX (/usr/local), or DESTDIR and PREFIX
	@Sources/Distribution/install .build-dist/staged "$(DESTDIR)$(PREFIX)"

uninstall:  ## remove what was installed below PREFIX
	@Sources/Distribution/install --remove "$(DESTDIR)$(PREFIX)"

stage: deps-dist
	TOOLHOST_DISTRIBUTION=1 swift build --configuration release --disable-local-rpath --scratch-path $(DIST_BUILD) $(NAMELESS)
	@Sources/Distribution/stage $(DIST_BUILD) .build-dist/staged

test: deps-test build  ## all tests; needs no LM Studio, and no network but to install
	swift test --quiet $(ARGS)

test-live: deps-test build  ## the end-to-end tests against the LM Studio at LM_STUDIO_URL
	@url="$${LM_STUDIO_URL:-http://localhost:1234}"; \
	if curl --silent --fail --max-time 5 "$${url%/v1}/v1/models" > /dev/null; then \
		TOOLHOST_TEST_LIVE="$$url" swift test --filter LiveTests; \
	else \
		echo "No model server answers at $$url: start LM Studio's server or set LM_STUDIO_URL." >&2; exit 1; \
	fi

test-llama: deps-llama build  ## the host before llama.cpp's server, which is built once, with a tiny model
	TOOLHOST_TEST_LLAMA="$(CURDIR)/.build-llama" swift test --filter LlamaTests $(ARGS)

test-tsan: deps-test  ## the tests of what runs on several threads, with ThreadSanitizer
	TSAN_OPTIONS="suppressions=$(CURDIR)/Tests/thread-sanitizer.txt" \
		swift test --quiet --no-parallel --sanitize=thread --scratch-path .build-tsan $(SANITIZED) $(ARGS)

test-asan: deps-test  ## the same tests with AddressSanitizer
	ASAN_OPTIONS=detect_leaks=0 swift test --quiet --no-parallel --sanitize=address --scratch-path .build-asan $(SANITIZED) $(ARGS)

test-dist: dist  ## what dist and install deliver, with the toolchain hidden
	Tests/Distribution/run

fuzz: deps-test  ## the seeded fuzzing at length: ten million inputs, or INPUTS
	TOOLHOST_FUZZ_INPUTS=$(INPUTS) nice swift test --configuration release --scratch-path .build-fuzz \
		-Xswiftc -enable-testing --filter FuzzTests

lint:  ## formatting and style, without building
	swift format lint --strict --recursive --parallel Sources Plugins Tests Package.swift

format:  ## rewrite the sources in the house format
	swift format --in-place --recursive --parallel Sources Plugins Tests Package.swift

bench: deps-bench  ## speed, side by side with what it is compared to
	Tests/Benchmarks/run $(ARGS)

clean:  ## remove what was built
	rm -rf .build .build-*

deps:  ## install the system packages that the build needs
	@$(call install,$(BUILD_PACKAGES))

deps-test:
	@$(call install,$(TEST_PACKAGES))
	@$(venv)

deps-llama:
	@$(call install,$(LLAMA_PACKAGES))
	@$(venv)
	@Tests/Llama/install "$(CURDIR)/.build-llama"

deps-dist:
	@$(call install,$(DIST_PACKAGES))

deps-bench:
	@$(call install,$(BENCH_PACKAGES))

# Puts the Python packages that the tests use into .build-venv, again when the list has changed.
define venv
	if [ -n "$$TOOLHOST_SKIP_SDK" ]; then \
		echo "TOOLHOST_SKIP_SDK is set: the tests with OpenAI's client for Python are skipped."; \
	elif ! cmp --silent Tests/requirements.txt .build-venv/requirements.txt; then \
		echo "Installing into .build-venv: $$(grep -c == Tests/requirements.txt) Python packages for the tests"; \
		rm -rf .build-venv; \
		if python3 -m venv .build-venv \
			&& .build-venv/bin/pip install --quiet --disable-pip-version-check --requirement Tests/requirements.txt; \
		then \
			cp Tests/requirements.txt .build-venv/; \
		else \
			echo "Without a network: TOOLHOST_SKIP_SDK=1 make test skips the tests that need them." >&2; exit 1; \
		fi; \
	fi
endef

# Installs what is missing of $(1): as root, else with sudo, else says what to do and stops.
define install
	command -v swift > /dev/null || { \
		echo "Swift 6.3 or newer is needed: https://www.swift.org/install/linux" >&2; exit 1; }; \
	missing=""; \
	for package in $(1); do \
		dpkg-query --show --showformat='$${Status}' $$package 2> /dev/null | grep -q 'ok installed' \
			|| missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
		command="apt-get install --yes --no-install-recommends$$missing"; \
		echo "Installing:$$missing"; \
		if [ "$$(id -u)" = 0 ]; then \
			apt-get update --quiet=2 && DEBIAN_FRONTEND=noninteractive $$command --quiet=2; \
		elif sudo --non-interactive true 2> /dev/null || { [ -t 0 ] && command -v sudo > /dev/null; }; then \
			sudo apt-get update --quiet=2 && sudo DEBIAN_FRONTEND=noninteractive $$command --quiet=2; \
		else \
			echo "Run this as root, then try again:  $$command" >&2; exit 1; \
		fi; \
	fi
endef
