"""The dashboard and the page about watching name what there is, all of it and nothing else."""

import json
import re
from pathlib import Path

from prometheus_client import CollectorRegistry

from clara.adapters.observing.exposition import Waiting
from clara.adapters.observing.metrics import Metrics

ROOT = Path(__file__).parents[3]
NAME = re.compile(r"\bclara_[a-z_]+")
DERIVED = ("_bucket", "_count", "_sum")
OUR_FOLDERS = {"clara_token"}


def known() -> set[str]:
    """As they are written: counters with `_total`."""
    registry = CollectorRegistry()
    Metrics(registry)
    registry.register(Waiting({}))
    return {
        metric.name + ("_total" if metric.type == "counter" else "")
        for metric in registry.collect()
    }


def named(text: str) -> set[str]:
    found = set(NAME.findall(text)) - OUR_FOLDERS
    plain = set()
    for name in found:
        ending = next((one for one in DERIVED if name.endswith(one)), "")
        plain.add(name.removesuffix(ending))
    return plain


def expressions() -> list[str]:
    dashboard = json.loads((ROOT / "deploy/grafana/clara.json").read_text(encoding="utf-8"))
    return [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())]


def test_the_dashboard_asks_for_every_metric_and_for_no_other() -> None:
    assert {name for one in expressions() for name in named(one)} == known()


def test_each_panel_of_the_dashboard_has_a_place_and_a_number_of_its_own() -> None:
    dashboard = json.loads((ROOT / "deploy/grafana/clara.json").read_text(encoding="utf-8"))
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = {(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}
    assert len(places) == len(panels)


def test_the_page_explains_every_metric_and_no_other() -> None:
    page = (ROOT / "docs/observability.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `(clara_[a-z_]+)` \|", page, re.MULTILINE))
    assert explained == known()
    assert named(page) <= known()
