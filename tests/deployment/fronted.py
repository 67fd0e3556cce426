"""nginx and Caddy with the very files of `deploy/`, in front of an application of the test's."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts import proxies
from tests.support.certificates import Authority
from tests.support.processes import free_port

DEPLOY = Path(__file__).parents[2] / "deploy"
PATIENCE = 20
NAME = "127.0.0.1"


@dataclass(frozen=True)
class Front:
    """A proxy that runs; `log` is everything that it has written down."""

    name: str
    port: int
    folder: Path

    @property
    def origin(self) -> str:
        return f"https://{NAME}:{self.port}"

    @property
    def log(self) -> str:
        return "".join(path.read_text() for path in sorted(self.folder.glob("*.log")))


def nginx(folder: Path, port: int, upstream: int, certificate: Path) -> list[str]:
    """Its file is made for one site of a whole server: around it stands what a distribution has there."""
    site = (DEPLOY / "nginx.conf").read_text()
    for written, meant in (
        ("listen 80;", f"listen {NAME}:{free_port()};"),
        ("listen 443 ssl", f"listen {NAME}:{port} ssl"),
        ("clara.example.com", NAME),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{upstream};"),
        ("/etc/ssl/clara/fullchain.pem", str(certificate)),
        ("/etc/ssl/clara/key.pem", str(certificate)),
        ("/var/log/nginx/clara.log", f"{folder}/access.log"),
        ("/var/log/nginx/clara-error.log", f"{folder}/error.log"),
        ("130m", "12m"),
    ):
        assert written in site, written
        site = site.replace(written, meant)
    spools = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    around = "\n".join(
        (
            f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/main.log alert;",
            f"{'user root;' if os.geteuid() == 0 else ''} events {{}} http {{",
            *(f"{spool}_temp_path {folder}/{spool};" for spool in spools),
            site,
            "}",
        )
    )
    (folder / "nginx.conf").write_text(around)
    program = proxies.path("nginx")
    assert program is not None
    return [
        program,
        "-p",
        str(folder),
        "-c",
        str(folder / "nginx.conf"),
        "-e",
        f"{folder}/main.log",
    ]


def caddy(folder: Path, port: int, upstream: int, certificate: Path) -> list[str]:
    text = (DEPLOY / "Caddyfile").read_text()
    for written, meant in (("130MiB", "12MiB"), ("lb_try_duration 15s", "lb_try_duration 300ms")):
        assert written in text, written
        text = text.replace(written, meant)
    (folder / "Caddyfile").write_text(text)
    (folder / "environment").write_text(
        f"CLARA_SITE=https://{NAME}:{port}\n"
        f"CLARA_UPSTREAM=127.0.0.1:{upstream}\n"
        f'CLARA_TLS="tls {certificate} {certificate}"\n'
        f"CLARA_HTTP_PORT={free_port()}\n"
    )
    program = proxies.path("caddy")
    assert program is not None
    return [
        *(program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"),
        *("--envfile", str(folder / "environment")),
    ]


KINDS: dict[str, Callable[[Path, int, int, Path], list[str]]] = {"nginx": nginx, "caddy": caddy}


@contextmanager
def fronted(
    kind: str, folder: Path, port: int, upstream: int, authority: Authority
) -> Iterator[Front]:
    """The proxy `kind` on `port`, from when it answers until it has ended."""
    folder.mkdir()
    authority.server(NAME)
    certificate = authority.folder / f"{NAME}.server.pem"
    with (folder / "output.log").open("wb") as output:
        process = subprocess.Popen(
            KINDS[kind](folder, port, upstream, certificate),
            cwd=folder,
            env={**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    front = Front(kind, port, folder)
    try:
        until = time.monotonic() + PATIENCE
        while not _answers(port):
            assert process.poll() is None, front.log
            assert time.monotonic() < until, front.log
            time.sleep(0.02)
        yield front
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()
            process.wait()
            shutil.rmtree(folder / "proxy", ignore_errors=True)


def _answers(port: int) -> bool:
    try:
        socket.create_connection((NAME, port), timeout=1).close()
    except OSError:
        return False
    return True
