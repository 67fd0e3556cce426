"""How each server is started: one process each, on 127.0.0.1."""

import socket
import sys
from pathlib import Path

from benchmarks.data import FOLDER
from benchmarks.processes import Server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def clara(name: str, url: str, *, workers: int = 1, **settings: str) -> Server:
    """`clara serve` on the database at `url`, as it is deployed, with a limit nobody reaches."""
    port = free_port()
    environment = {
        "CLARA_DATABASE_URL": url,
        "CLARA_SECRET_KEY": "0123456789abcdef" * 4,
        "CLARA_RATE_LIMIT": "1000000/second",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        **settings,
    }
    command = [sys.executable, "-m", "clara", "serve", "--workers", str(workers)]
    return Server(name, command, environment, port, "/api/v1/health/ready")


def _uvicorn(name: str, module: str, url: str) -> Server:
    port = free_port()
    command = [
        *(sys.executable, "-m", "uvicorn", f"benchmarks.peers.{module}:app"),
        *("--host", "127.0.0.1", "--port", str(port), "--loop", "uvloop", "--http", "httptools"),
        *("--no-access-log", "--log-level", "warning"),
    ]
    return Server(name, command, {"BENCH_DATABASE_URL": url}, port, "/health")


def floor(url: str) -> Server:
    return _uvicorn("floor", "floor", url)


def fastapi(url: str) -> Server:
    return _uvicorn("FastAPI", "fastapi_app", url)


def flask(url: str) -> Server:
    """One process with eight threads: the number of processes is the same for all."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "benchmarks.peers.flask_app:app"),
        *("--bind", f"127.0.0.1:{port}", "--workers", "1", "--worker-class", "gthread"),
        *("--threads", "8", "--keep-alive", "30", "--log-level", "warning"),
        *("--worker-tmp-dir", "/dev/shm" if Path("/dev/shm").is_dir() else str(FOLDER)),
    ]
    return Server("Flask", command, {"BENCH_DATABASE_URL": url}, port, "/health")
