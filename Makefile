# make demo   installs what is missing, builds, and runs the main job on the built-in data set
# make test   the same for the tests;  make test ROOM=Learning  builds and tests one room and what it stands on
# make test-python  the tests of the Python package, in a virtual environment of their own
# make test-tools  what optional tests need: a Python with numpy and safetensors, and, as root, venv, pandas, Slurm,
#   and a browser with its driver (Selenium)
# make examples  builds and runs the packages of Examples/, which use the library as anybody's would
# make lint   formatting and style, as CI has it;  make format  mends what can be mended
# make docs   the library's documentation as a web page, in out/docs
# make nightly  runs the quick variant of every experiment and checks what came out against its expected.csv, if any;
#   10,000 damaged files of every format (MORTAL_FUZZ=N) and 100 kills of each kind (MORTAL_KILLS=N)
# make reproduce TARGET=class-groups  a published result on MNIST, over three seeds; without TARGET lists them (minutes to a day)
# make build  only builds; the program is then .build/release/mortal
SHELL := /bin/bash
PACKAGES := libopenblas-dev libgsl-dev libsqlite3-dev zlib1g-dev libcurl4-openssl-dev pkg-config gnuplot-nox ngspice
TEST_TOOLS := python3-venv python3-pytest python3-pandas slurm-wlm munge \
  chromium chromium-driver python3-selenium
OUTPUT ?= out/demo
SOURCES := Package.swift Plugins Sources Tests Examples

REPRODUCED := Experiments/hinton-2022/reproduce

.PHONY: all demo reproduce test test-python test-tools examples lint format docs nightly build dependencies clean

all: build

dependencies:
	@.ci/dependencies $(PACKAGES)

build: dependencies
	swift build -c release --product mortal

demo: build
	.build/release/mortal demo --tour-only --output $(OUTPUT) $(if $(DATA),--data $(DATA))
	.build/release/mortal run Experiments/first-look/experiment.yaml --quick --output $(OUTPUT)/first-look $(if $(DATA),--set data.source=$(DATA))

reproduce: build
ifeq ($(TARGET),)
	@for file in $(REPRODUCED)/*.yaml; do printf '%s: ' $$(basename $$file .yaml); sed -n '1s/^# //p' $$file; done
else
	.build/release/mortal run $(REPRODUCED)/$(TARGET).yaml --output out/reproduce/$(TARGET) $(if $(DATA),--set data.source=$(DATA))
endif

test: dependencies
	MORTAL_ROOM=$(ROOM) swift test -c release --disable-testable-imports

test-python: dependencies
	.ci/python

test-tools:
	@.ci/dependencies $(TEST_TOOLS)
	@.ci/test-tools

examples: dependencies
	@.ci/examples

lint:
	swift format lint --strict --parallel --recursive $(SOURCES)

format:
	swift format --in-place --parallel --recursive $(SOURCES)

docs: dependencies
	@.ci/docs out/docs

nightly: build
	MORTAL_NIGHTLY=1 swift test -c release --filter 'QuickVariantTests|PulseRecoveryTests|ShippedCardRecoveryTests|DamagedFilesTests|KillTests'

clean:
	rm -rf .build out
