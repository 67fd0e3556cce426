"""A server starts without the engine of tasks, which takes most of a second to import."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_engine_is_not_imported_before_there_is_a_task(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from clara.doors import build_server\n"
        "from clara.settings import load\n"
        "build_server(load())\n"
        "assert 'clara.adapters.tasks.worker' in sys.modules\n"
        "sys.exit(bool({'dbos', 'psycopg', 'clara.adapters.tasks.engine'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
