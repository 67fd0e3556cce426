# Everything a developer or operator does here. On a fresh machine: git, make and Python suffice.
# The environment's own Python where there is one: version managers take a while to find another.
PYTHON ?= $(or $(wildcard .venv/bin/python),python3)
IN = .venv/bin
LOCK = uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-header

.DEFAULT_GOAL := help
.PHONY: help run test test-clients check style types security dev sbom fuzz faults ask-exact ask-eval bench load lock lock-clients clean

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

run: ## install, migrate, load the demo company once, serve on PORT (8000) of HOST (127.0.0.1)
	@$(PYTHON) scripts/environment.py run
	@$(IN)/clara run

test: ## install what is missing and run all tests; ARGS="-k lock" runs some
	@$(PYTHON) scripts/environment.py dev
	@$(IN)/python scripts/run_tests.py $(ARGS)

test-clients: ## let assistants and SDKs of others lock cards; CLIENTS="inspector mcp_proxy" runs some
	@$(PYTHON) scripts/environment.py dev
	@$(IN)/python -m tests.clients $(CLIENTS)

check: style types security ## formatting, lint, types, import rules and security; -j2 for both cores

style: dev
	@$(IN)/ruff format --check
	@$(IN)/ruff check
	@$(IN)/lint-imports

types: dev
	@$(IN)/mypy

security: dev
	@$(IN)/python -m scripts.security check

dev:
	@$(PYTHON) scripts/environment.py dev

sbom: ## write build/sbom.json: what Clara runs with, with versions, hashes and licences
	@$(PYTHON) scripts/environment.py dev
	@$(IN)/python -m scripts.security sbom

fuzz: ## send a server bad input of every kind; SECONDS=90 STORE=postgresql SEED=1 HUNTS=mcp,files
	@$(PYTHON) scripts/environment.py dev
	@$(IN)/python -m tests.fuzz --seconds $(or $(SECONDS),90) --store $(or $(STORE),sqlite) $(if $(SEED),--seed $(SEED)) $(if $(HUNTS),--hunts $(HUNTS))

faults: ## let networks, machines and other services fail, and look what is lost; ARGS="stripe --seconds 30"
	@$(PYTHON) scripts/environment.py dev
	@$(IN)/python -m tests.faults $(ARGS)

ask-exact: ## carry out a thousand random plans on both stores; every figure is added up again in Python
	@$(PYTHON) scripts/environment.py dev
	@CLARA_ASK_PLANS=$(or $(PLANS),1000) $(IN)/python -m pytest tests/application/analysis/test_every_figure_is_its_rows.py

ask-eval: ## ask the rules analyst its question set and print how it did; ARGS="held trap" asks some
	@$(PYTHON) scripts/environment.py dev
	@$(IN)/python -m tests.analysis $(ARGS)

bench: ## measure, beside other frameworks; ARGS="--quick list" runs some
	@$(PYTHON) scripts/environment.py bench
	@$(IN)/python -m benchmarks $(ARGS)

load: ## ten minutes of mixed traffic on each store, figures written to docs/performance.md; SECONDS=60 for less
	@$(PYTHON) scripts/environment.py bench
	@$(IN)/python -m benchmarks --write $(if $(SECONDS),--seconds $(SECONDS)) load

lock: ## write requirements/*.txt anew from pyproject.toml (needs uv)
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) pyproject.toml --extra llm -c requirements/run.txt -o requirements/llm.txt
	$(LOCK) pyproject.toml --extra otel -c requirements/run.txt -o requirements/otel.txt
	$(LOCK) pyproject.toml --extra dev -c requirements/run.txt -o requirements/dev.txt
	$(LOCK) pyproject.toml --extra bench -c requirements/dev.txt -o requirements/bench.txt
	echo localstripe==1.15.10 | $(LOCK) - -o requirements/localstripe.txt
	echo semgrep==1.180.0 | $(LOCK) - -o requirements/semgrep.txt

lock-clients: ## write the locks of Python's clients anew (needs uv)
	for wanted in tests/clients/*/requirements.in; do \
		$(LOCK) --upgrade $$wanted -o $${wanted%in}txt || exit 1; \
	done

clean: ## remove .venv and everything made by tools; var/, with the data, stays
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -rf .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
