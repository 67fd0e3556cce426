"""A reading process can do little else, even when what runs in it is not ours any more."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from clara.adapters.attachments import reader_process
from tests.adapters.attachments.support.good_files import csv_file

_CONFINED = """
import sys
from clara.adapters.attachments.confinement import confine
has_no_network = confine(None)
"""
_NATIVE = (
    """
import ctypes, socket, struct
libc = ctypes.CDLL(None, use_errno=True)
"""
    + _CONFINED
    + """
if not has_no_network:
    sys.exit(77)
handle = libc.socket(2, 1, 0)
address = struct.pack("<H", 2) + struct.pack(">H", {port}) + bytes([127, 0, 0, 1]) + bytes(8)
sys.exit(0 if libc.connect(handle, address, 16) == 0 else 3)
"""
)


def _run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.socket()",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
        "import os; os.execv('/bin/true', ['true'])",
    ],
)
def test_no_sockets_and_no_programs(attempt: str) -> None:
    done = _run(_CONFINED + attempt)
    assert done.returncode == 1
    assert "is not for readers of attachments" in done.stderr


def test_native_code_reaches_no_network_where_the_kernel_gives_namespaces() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = _run(_NATIVE.format(port=server.getsockname()[1]))
    if done.returncode == 77:
        pytest.skip("this kernel gives users no network namespaces")
    assert done.returncode == 3, done.stderr


def test_no_file_is_written(tmp_path: Path) -> None:
    path = tmp_path / "file"
    done = _run(_CONFINED + f"with open({str(path)!r}, 'wb') as file: file.write(b'a' * 10)")
    assert "File too large" in done.stderr
    assert path.stat().st_size == 0


def test_memory_ends_where_the_limit_is() -> None:
    done = _run(_CONFINED + "bytearray(600 * 1024 * 1024)")
    assert "MemoryError" in done.stderr


def test_the_tool_that_reads_pictures_may_be_started() -> None:
    program = shutil.which("true")
    assert program is not None
    code = _CONFINED.replace("confine(None)", f"confine({program!r})")
    done = _run(code + f"import subprocess; subprocess.run([{program!r}], check=True)")
    assert done.returncode == 0, done.stderr


def test_secrets_of_the_server_do_not_reach_a_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clara.adapters.attachments.child_reader import _environment

    monkeypatch.setenv("CLARA_SECRET_KEY", "secret")
    monkeypatch.setenv("STRIPE_SECRET_KEY", "secret")
    assert "secret" not in "".join(_environment().values())


def test_only_what_the_file_needs_is_loaded(tmp_path: Path) -> None:
    """A table loads neither a parser of PDF nor of XML, nor anything of the server."""
    path = csv_file(tmp_path / "file")
    code = f"""
import sys
from clara.adapters.attachments.{Path(reader_process.__file__).stem} import main
main([{os.fspath(path)!r}, "MXN", "UTC", "overview"])
loaded = {{"pypdf", "defusedxml", "PIL", "litestar", "sqlalchemy", "cryptography"}} & set(sys.modules)
sys.exit(f"loaded {{loaded}}" if loaded else 0)
"""
    done = _run(code)
    assert done.returncode == 0, done.stderr
