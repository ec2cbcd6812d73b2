# Everything runs in .venv of this folder. On Windows use the commands of docs/windows.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo install test check clean

demo: $(VENV)/.installed
	mkdir -p demo
	$(BIN)/gyur translate examples/法治教育读本.docx --out demo/法治教育读本.bo.docx \
	    --review demo/review.html --restart
	@echo "Open demo/法治教育读本.bo.docx and demo/review.html"

install: $(VENV)/.installed

test: $(VENV)/.tests
	$(BIN)/python -m pytest

check: $(VENV)/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/.installed: pyproject.toml
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.tests: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

clean:
	rm -rf $(VENV) demo build *.egg-info
