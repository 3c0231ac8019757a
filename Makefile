# make demo   installs what is missing, builds, and runs the main job on the built-in data set
# make test   the same for the tests;  make test ROOM=Learning  builds and tests one room and what it stands on
# make nightly  runs the quick variant of every study and checks what came out against its expected.csv, if any
# make build  only builds; the program is then .build/release/mortal
SHELL := /bin/bash
PACKAGES := libopenblas-dev libgsl-dev libsqlite3-dev zlib1g-dev libcurl4-openssl-dev pkg-config gnuplot-nox ngspice
OUTPUT ?= out/demo

.PHONY: all demo test nightly build dependencies clean

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

nightly: build
	MORTAL_NIGHTLY=1 swift test -c release --filter QuickVariantTests

clean:
	rm -rf .build out
