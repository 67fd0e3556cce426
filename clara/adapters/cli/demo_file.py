"""`var/demo.json`: how to act as the demo's people, readable by its owner only."""

import os
from pathlib import Path
from typing import Any

import msgspec

from clara.application.founding.load_demo import LoadedDemo
from clara.domain.errors import Invalid

PATH = Path("var/demo.json")


def read() -> dict[str, Any] | None:
    """What the file holds, None without one. Raises `demo_file_unreadable`."""
    try:
        held = msgspec.json.decode(PATH.read_bytes(), type=dict[str, Any])
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise Invalid(
            "demo_file_unreadable",
            f"{PATH} can't be read: {error}.",
            remedy="Remove it; `clara demo` writes it again, with new credentials.",
        ) from error
    return held


def contents(demo: LoadedDemo, base_url: str) -> dict[str, Any]:
    people = {
        person.role.value: {
            "user_id": person.user_id,
            "email": person.email,
            "password": person.password,
            "api_key": person.api_key,
            **({"mcp_token": person.mcp_token} if person.mcp_token else {}),
        }
        for person in demo.people
    }
    return {
        "base_url": base_url,
        "company_id": demo.company_id,
        "public_api_key": demo.public_api_key,
        **people,
    }


def write(held: dict[str, Any]) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    PATH.parent.mkdir(parents=True, exist_ok=True)
    draft = PATH.with_name(f"{PATH.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(held), indent=2) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(PATH)
