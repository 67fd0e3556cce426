"""Where is counted: in this process's memory, or in a Redis or Valkey that several share."""

from typing import Any, cast

from limits.aio.storage import RedisStorage

from clara.adapters.limits.window import MovingWindowMemory
from clara.domain.errors import Invalid

CountingStorage = MovingWindowMemory | RedisStorage

_CONNECTIONS = 50
_WAIT_SECONDS = 1.0
_PREFIX = "clara"


def open_storage(redis_url: str | None) -> CountingStorage:
    """Memory, or the server at `redis_url`: `redis://host:6379/0`, `rediss://` with TLS, `unix://`,
    or the same with valkey. Connects to nothing yet; every count is one script on the server, so
    that any number of processes share a budget. Raises `invalid_settings`, without the URL, which
    may hold a password."""
    if not redis_url:
        return MovingWindowMemory()
    # Who counts in memory need not spend the tenth of a second that it takes to import.
    from valkey.asyncio import BlockingConnectionPool  # noqa: PLC0415

    try:
        pool: Any = BlockingConnectionPool.from_url(
            redis_url,
            max_connections=_CONNECTIONS,
            timeout=_WAIT_SECONDS,
            socket_timeout=_WAIT_SECONDS,
            socket_connect_timeout=_WAIT_SECONDS,
        )
        pool.make_connection()  # reads the URL's options, and reaches for nothing yet
    except (TypeError, ValueError):
        raise Invalid(
            "invalid_settings", "CLARA_REDIS_URL is not like redis://host:6379/0."
        ) from None
    # The pool knows the address; a URL would be read again, more narrowly, and quoted in errors.
    options = cast("dict[str, Any]", {"connection_pool": pool})
    return RedisStorage("async+valkey://", implementation="valkey", key_prefix=_PREFIX, **options)


async def close_storage(storage: CountingStorage) -> None:
    """Let go of connections; what is counted in Redis stays."""
    if isinstance(storage, RedisStorage):
        await cast("Any", storage.bridge).get_connection().connection_pool.disconnect()
