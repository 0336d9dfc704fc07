# Python (3.11.5 or later), pip and make are all that is needed; uv is used when it is there.
.PHONY: help compare study fit worlds page translations common-sense manual pictures test test-all check bench lock clean \
	types compiled-model compiled-tests
.DELETE_ON_ERROR:

VENV      ?= .venv
VENV_NEXT ?= .venv-3.13
# Each worker gets a part of the tests as they lie side by side, so that what they share is made by one; who is done first
# takes over from the other.
PYTEST     = bin/python -m pytest --numprocesses logical --maxprocesses 8 --dist worksteal

# The first Python that is new enough; `make PYTHON=... test` decides otherwise.
PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11, 5))' 2>/dev/null && echo $$python && break; done)
# PYENV_VERSION lets pyenv's stand-in find a version that is installed but not chosen; without pyenv it means nothing.
PYTHON_NEXT ?= $(shell PYENV_VERSION=3.13 python3.13 -c 'import sys; print(sys.executable)' 2>/dev/null)

# A company's own certificates are in the system's store, where pip finds them too.
export UV_SYSTEM_CERTS ?= true
export PIP_DISABLE_PIP_VERSION_CHECK = 1

# $(call install,ENVIRONMENT,PYTHON,LOCK,UV OPTIONS)
define install
	@test -n "$(2)" || { echo "No Python >= 3.11.5 (or 3.13, for the second world): name one with PYTHON= (PYTHON_NEXT=)" >&2; exit 1; }
	@echo "Installing what $(3) names into $(1) ..."
	@if command -v uv >/dev/null; then \
		UV_PROJECT_ENVIRONMENT=$(1) uv sync --quiet --frozen --python $(2) $(4); \
	else \
		$(2) -m venv $(1) && \
		$(1)/bin/python -m pip install --quiet --require-hashes -r $(3) && \
		$(1)/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .; \
	fi
endef

help:
	@echo "make compare   the main job: which strategy wins, by how much, how surely (results/telecom/report.html)"
	@echo "make pictures  the pictures in README and manual, and the answer in the README (needs Chromium)"
	@echo "make study     the studies there are; NAME=... makes the findings of one again (docs/STUDIES.md)"
	@echo "make fit       after a change of behaviour: fit the shipped markets to their facts, and write their files"
	@echo "make worlds    after a change of numbers or behaviour: find the worlds of the shipped markets again"
	@echo "make common-sense   the figures of docs/COMMON_SENSE.md (some twenty minutes)"
	@echo "make page      after a change of behaviour: the answers that the page shows before the model is loaded"
	@echo "make translations   after a change of words: the sentences of the sources, in language/*.po, compiled"
	@echo "make manual    the manual, as static files (build/manual/html/index.html)"
	@echo "make test      format, lint, types and all tests but the slow ones"
	@echo "make test-all  the slow ones too, and Python 3.13 with the newer Mesa"
	@echo "make check     the same as test, but mends what can be mended: for every day"
	@echo "make bench     speed and memory on this machine"
	@echo "make lock      resolve the dependencies anew (needs uv)"
	@echo "make clean     remove caches and build leftovers; environments and results stay"

compare: $(VENV)/ready-to-run
	$(VENV)/bin/cxsim compare telecom fix-root-causes polish-interactions overpromise --out results/telecom

pictures: compare $(VENV)/ready-to-test
	$(VENV)/bin/python -m manual.pictures results/telecom/report.html

study: $(VENV)/ready-to-run
	$(VENV)/bin/python -m experiments.studies $(NAME)

fit: $(VENV)/ready-to-run
	$(VENV)/bin/python -m experiments.fitting $(NAME)

worlds: $(VENV)/ready-to-run
	$(VENV)/bin/python -m experiments.worlds $(NAME)

page: $(VENV)/ready-to-run
	$(VENV)/bin/python -m app.shipped

translations: $(VENV)/ready-to-test
	$(VENV)/bin/python -m language.catalogue

common-sense: $(VENV)/ready-to-run
	$(VENV)/bin/python -m tests.common_sense docs

manual: $(VENV)/ready-to-test
	$(VENV)/bin/python -m manual

test: $(VENV)/ready-to-test
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/ruff check
	@$(BESIDE)
	$(VENV)/$(PYTEST) -m "not slow"

test-all: test $(VENV_NEXT)/ready-to-test
	$(VENV)/$(PYTEST) -m slow
	$(VENV_NEXT)/$(PYTEST) -m "not slow"

check: $(VENV)/ready-to-test
	$(VENV)/bin/ruff format
	$(VENV)/bin/ruff check --fix
	@$(BESIDE)
	$(VENV)/$(PYTEST) -m "not slow"

# Each takes one core for half a minute or more, which the workers of the tests would spend twice on compiling.
BESIDE = $(MAKE) --no-print-directory --jobs=2 compiled-model types compiled-tests

types:
	$(VENV)/bin/mypy

compiled-model:
	@$(VENV)/bin/python -c "from experiments.experiment.runner import compile_once; compile_once()"

compiled-tests: types
	@$(VENV)/bin/python -m pytest --collect-only --quiet -m "not slow" >/dev/null 2>&1 || true

bench: $(VENV)/ready-to-run
	$(VENV)/bin/cxsim bench

$(VENV)/ready-to-run: pyproject.toml uv.lock requirements/run.txt
	$(call install,$(VENV),$(PYTHON),requirements/run.txt,--inexact)
	@touch $@

$(VENV)/ready-to-test: pyproject.toml uv.lock requirements/dev.txt
	$(call install,$(VENV),$(PYTHON),requirements/dev.txt,$(DEV))
	@touch $(VENV)/ready-to-run $@

$(VENV_NEXT)/ready-to-test: pyproject.toml uv.lock requirements/dev.txt
	$(call install,$(VENV_NEXT),$(PYTHON_NEXT),requirements/dev.txt,$(DEV))
	@touch $@

DEV = --group dev --group docs --extra app --extra viz
EXPORT = uv export --quiet --frozen --no-emit-project --no-annotate

lock:
	uv lock --upgrade
	$(EXPORT) --output-file requirements/run.txt
	$(EXPORT) $(DEV) --output-file requirements/dev.txt

clean:
	rm -rf build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find sim experiments app language benchmarks manual tests notebooks -name __pycache__ -prune -exec rm -rf {} +
