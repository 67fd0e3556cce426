"""A supervisor over two workers of an application that starts in no time: what `clara serve --workers 2`
does, without the product. The argument is the port; `broken` after it is an application that can't start."""

import os
import socket
import sys
from typing import Any

from clara.adapters.cli.workers import WorkerConfig, Workers


def app() -> Any:
    """Says which process answers."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(os.getpid()).encode()})

    return answer


def broken() -> Any:
    raise RuntimeError("It can't start.")


def main() -> int:
    chosen = sys.argv[2] if len(sys.argv) > 2 else "app"
    config = WorkerConfig(
        f"tests.deployment.supervised:{chosen}",
        factory=True,
        workers=2,
        ws="none",
        lifespan="off",
        log_level="error",
        timeout_worker_healthcheck=20,
    )
    with socket.socket() as place:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind(("127.0.0.1", int(sys.argv[1])))
        place.set_inheritable(True)
        return Workers(config, [place], lambda: "It answers.").serve()


if __name__ == "__main__":
    sys.exit(main())
