# make run    serve the app with the shipped weights on 127.0.0.1:8501
# make test   the whole test suite, in a real Chromium too
# make check  lint, format, types and import rules
# make bench  the benchmarks against other libraries
# make models trains the shipped models again (hours): CORPUS and DEV name the files of real sentence pairs
#
# Each makes the environment it needs in .venv first. Choose another Python with PYTHON=…; a package index for the
# CPU build of PyTorch with TORCH_INDEX_URL=….

PYTHON ?= python3
PORT ?= 8501
WORKERS ?= auto
CORPUS ?=
DEV ?=
TORCH_INDEX_URL ?=

BIN := .venv/bin
RUNTIME := .venv/.runtime
DEVELOPMENT := .venv/.development

.PHONY: run test check bench models clean

run: $(RUNTIME)
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: $(DEVELOPMENT)
	CHROMIUM="$$(tools/find_chromium.sh)" && export CHROMIUM && \
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 8 --dist loadfile

check: $(DEVELOPMENT)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/python -m pytest -q tests/unit/test_imports.py

bench: $(RUNTIME)
	bench/run.sh

models: $(RUNTIME)
	$(BIN)/python -m model train --recipe en-fr $(addprefix --corpus ,$(CORPUS)) --output runs/en-fr
	$(BIN)/python -m model evaluate --model runs/en-fr $(addprefix --corpus ,$(DEV)) --write-card
	cp $(addprefix runs/en-fr/,model.safetensors config.json tokenizer.json README.md) model/weights/en-fr/

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Headlight needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv

# torch on its own first: from an index of its own, where one is given, it comes without gigabytes of CUDA libraries
$(RUNTIME): requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install $(if $(TORCH_INDEX_URL),--index-url "$(TORCH_INDEX_URL)") "$$(grep '^torch==' requirements.txt)"
	$(BIN)/python -m pip install -r requirements.txt
	touch $@

$(DEVELOPMENT): requirements-dev.txt $(RUNTIME)
	$(BIN)/python -m pip install -r requirements-dev.txt
	touch $@
