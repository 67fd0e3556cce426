"""The folder in which processes put their figures together."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from clara.adapters.observing.folder import attend, forget_dead, share_figures, shared_folder
from clara.domain.errors import Invalid

DEAD = 2**22 + 1
"""No process has a number like this (Linux, pid_max)."""


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")


def left_by(pid: int, folder: Path) -> set[Path]:
    """What the process of that number wrote."""
    kinds = ("counter", "histogram", "gauge_livesum", "gauge_livemax")
    made = {folder / f"{kind}_{pid}.db" for kind in kinds}
    for path in made:
        path.touch()
    return made


def test_a_server_begins_with_an_empty_folder_but_for_living_processes(tmp_path: Path) -> None:
    attend(tmp_path)
    ours = left_by(os.getpid(), tmp_path)
    left_by(DEAD, tmp_path)
    (tmp_path / "notes.txt").touch()
    share_figures(str(tmp_path), anew=True)
    own = {tmp_path / f"{os.getpid()}.alive", tmp_path / "notes.txt"}
    assert set(tmp_path.iterdir()) == ours | own
    assert shared_folder() == tmp_path


def test_a_worker_beside_it_leaves_what_is_there(tmp_path: Path) -> None:
    left = left_by(DEAD, tmp_path)
    share_figures(str(tmp_path), anew=False)
    assert set(tmp_path.iterdir()) == left


def test_of_a_dead_process_the_counts_stay(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from clara.adapters.observing.folder import attend\n"
        "attend(Path(sys.argv[1])); print('here', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"here\n"
        left = left_by(other.pid, tmp_path)
        forget_dead(tmp_path)
        assert left < set(tmp_path.iterdir())
        other.kill()
    forget_dead(tmp_path)
    counts = {path for path in left if "gauge" not in path.name}
    assert set(tmp_path.iterdir()) == counts


def test_a_folder_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Invalid, match="metrics") as refused:
        share_figures(str(tmp_path / "file"), anew=True)
    assert refused.value.code == "folder_not_usable"
