# make demo   installs what is missing, builds, and runs the main job on the built-in data set
# make test   the same for the tests;  make test ROOM=Learning  builds and tests one room and what it stands on
# make test-python  the tests of the Python package, in a virtual environment of their own
# make test-tools  what optional tests need: a Python with numpy and safetensors, and, as root, venv, PyTorch, pandas, Slurm
# make examples  builds and runs the packages of Examples/, which use the library as anybody's would
# make lint   formatting and style, as CI has it;  make format  mends what can be mended
# make docs   the library's documentation as a web page, in out/docs
# make nightly  runs the quick variant of every experiment and checks what came out against its expected.csv, if any
# make build  only builds; the program is then .build/release/mortal
SHELL := /bin/bash
PACKAGES := libopenblas-dev libgsl-dev libsqlite3-dev zlib1g-dev libcurl4-openssl-dev pkg-config gnuplot-nox ngspice
TEST_TOOLS := python3-venv python3-pytest python3-pandas python3-torch slurm-wlm munge
OUTPUT ?= out/demo
SOURCES := Package.swift Plugins Sources Tests Examples

.PHONY: all demo test test-python test-tools examples lint format docs nightly build dependencies clean

all: build

dependencies:
	@.ci/dependencies $(PACKAGES)

build: dependencies
	swift build -c release --product mortal

demo: build
	.build/release/mortal demo --tour-only --output $(OUTPUT) $(if $(DATA),--data $(DATA))
	.build/release/mortal run Experiments/first-look/experiment.yaml --quick --output $(OUTPUT)/first-look $(if $(DATA),--set data.source=$(DATA))

test: dependencies
	MORTAL_ROOM=$(ROOM) swift test -c release --disable-testable-imports

test-python: dependencies
	.ci/python

test-tools:
	@.ci/test-tools
	@.ci/dependencies $(TEST_TOOLS)

examples: dependencies
	@.ci/examples

lint:
	swift format lint --strict --parallel --recursive $(SOURCES)

format:
	swift format --in-place --parallel --recursive $(SOURCES)

docs: dependencies
	@.ci/docs out/docs

nightly: build
	MORTAL_NIGHTLY=1 swift test -c release --filter 'QuickVariantTests|PulseRecoveryTests'

clean:
	rm -rf .build out
