# The commands of the project. `make help` lists them; `make demo` and `make test` need nothing but Debian 12.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup program build python demo test bench format clean

# .ci/run names a file here to collect the seconds that each phase took.
timed = .ci/timed
configure = cmake --preset release --log-level=NOTICE

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## list and install what is missing on this machine
	@$(timed) set-up .ci/setup

program: ## build the program alone, build/release/recoup, with no more installed than it needs
	@$(timed) set-up .ci/setup program
	@[[ -f build/release/build.ninja ]] || $(timed) configure $(configure) -DRECOUP_TESTS=OFF -DRECOUP_BENCH=OFF >/dev/null
	@$(timed) build cmake --build --preset release --target recoup

build: setup ## build all in build/release: program, Python module, tests, benchmarks
	@$(timed) configure $(configure) -DRECOUP_TESTS=ON -DRECOUP_BENCH=ON -DRECOUP_PYTHON=ON \
	    -DPython_EXECUTABLE="$$PWD/.venv/bin/python" >/dev/null
	@$(timed) build cmake --build --preset release

python: build ## install the Python package into .venv
	@.ci/install_package

demo: program ## run the main study and print a summary; results in out/demo.h5
	@mkdir -p out && rm -rf out/demo.h5.parts
	@build/release/recoup run scenarios/studies/sba_2025.toml --out out/demo.h5 --force

test: python ## run every test, C++ and Python
	@$(timed) ctest ctest --preset release --parallel "$$(nproc)"
	@$(timed) pytest .venv/bin/python -m pytest tests/python

bench: python ## run the benchmarks; bench/README.md says how to read them
	@.venv/bin/python bench/run_chain_10k.py
	@.venv/bin/python bench/run_options.py
	@for program in build/release/bench/*_benchmark; do "$$program"; done

format: setup ## format the C++ sources
	@git ls-files '*.cpp' '*.hpp' | xargs --no-run-if-empty clang-format -i

clean: ## remove what was built; .venv and results stay
	rm -rf build
