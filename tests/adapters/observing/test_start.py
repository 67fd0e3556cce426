"""A server that is not watched imports nothing that would watch it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_neither_prometheus_nor_opentelemetry_is_imported_where_both_are_off(
    tmp_path: Path,
) -> None:
    code = (
        "import sys\n"
        "from clara.__main__ import server\n"
        "server()\n"
        "assert 'clara.adapters.observing.watch' in sys.modules\n"
        "watching = {'prometheus_client', 'opentelemetry.sdk', 'pythonjsonlogger',\n"
        "            'clara.adapters.observing.tracing'}\n"
        "sys.exit(bool(watching & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0
