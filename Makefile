# make demo   installs what is missing, builds, and runs the main job on the built-in data set
# make test   the same for the tests
# make build  only builds; the program is then .build/release/mortal
SHELL := /bin/bash
PACKAGES := libopenblas-dev libgsl-dev libsqlite3-dev zlib1g-dev pkg-config gnuplot-nox ngspice
OUTPUT ?= out/demo

.PHONY: all demo test build dependencies clean

all: build

dependencies:
	@.ci/dependencies $(PACKAGES)

build: dependencies
	swift build -c release --product mortal

demo: build
	.build/release/mortal demo --output $(OUTPUT) $(if $(DATA),--data $(DATA))

test: dependencies
	swift test -c release

clean:
	rm -rf .build out
