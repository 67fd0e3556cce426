"""`clara serve --workers N`: who counts requests."""

import pytest

from clara.adapters.cli.serving import _check_workers
from clara.settings import Settings, load

POSTGRESQL = "postgresql://postgres@127.0.0.1/clara"


def _settings(**more: str) -> Settings:
    return load({"CLARA_SECRET_KEY": "s" * 32, "CLARA_DATABASE_URL": POSTGRESQL, **more})


def test_several_workers_without_redis_are_told_that_each_counts_by_itself(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _check_workers(4, _settings())
    (line,) = capsys.readouterr().err.splitlines()
    assert "Each of the 4 processes counts requests by itself" in line
    assert "CLARA_REDIS_URL" in line


@pytest.mark.parametrize(
    ("workers", "more"), [(1, {}), (4, {"CLARA_REDIS_URL": "redis://127.0.0.1:6379/0"})]
)
def test_who_counts_together_is_told_nothing(
    workers: int, more: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    _check_workers(workers, _settings(**more))
    assert capsys.readouterr().err == ""
