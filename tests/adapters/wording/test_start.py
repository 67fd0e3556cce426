"""What words and draws answers is loaded with the first of them, not with the server."""

import subprocess
import sys


def test_nothing_large_is_loaded_before_it_is_needed() -> None:
    program = (
        "import clara.adapters.charts.drawn_charts, clara.adapters.wording.formats,"
        " clara.application.analysis.executor, sys;"
        "sys.exit(bool({'babel', 'vl_convert'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=60, check=False).returncode == 0
