"""Secrets in files, and what `.env.example` and the documents say of settings."""

import re
from pathlib import Path

import pytest

from clara.domain.errors import Invalid
from clara.settings import _SECRETS, _WITHOUT_PREFIX, Settings, load

ROOT = Path(__file__).parents[2]
SECRET = "s" * 32
VARIABLES = {
    name: name.upper() if name in _WITHOUT_PREFIX else f"CLARA_{name.upper()}"
    for name in Settings.__struct_fields__
}


@pytest.mark.parametrize("name", sorted(_SECRETS))
def test_a_secret_may_stand_in_a_file(name: str, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("a secret that is long enough for anything\n")
    given = {"CLARA_SECRET_KEY": SECRET, "CLARA_DATABASE_URL": "sqlite:///clara.db"}
    given.pop(VARIABLES[name], None)
    settings = load(given | {f"{VARIABLES[name]}_FILE": str(file)})
    found = getattr(settings, name)
    assert found in (file.read_text().strip(), (file.read_text().strip(),))


def test_every_setting_whose_name_sounds_secret_may_stand_in_a_file() -> None:
    words = re.compile(r"(secret|token|api_key|_url$)")
    public = {"public_url", "blobs_url", "llm_base_url"}
    assert {name for name in VARIABLES if words.search(name)} - public == _SECRETS


@pytest.mark.parametrize(
    ("content", "more", "said"),
    [
        (None, {}, "No such file"),
        (b"", {}, "is empty"),
        (b"\xff" * 40, {}, "no text"),
        (b"x" * 40, {"CLARA_SECRET_KEY": SECRET}, "both set"),
        (b"short", {}, "secret_key"),
    ],
)
def test_a_file_that_says_nothing_stops_the_start(
    content: bytes | None, more: dict[str, str], said: str, tmp_path: Path
) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Invalid, match=said):
        load({"CLARA_SECRET_KEY_FILE": str(file), "CLARA_ENV": "production", **more})


def test_what_is_no_secret_is_read_from_no_file(tmp_path: Path) -> None:
    file = tmp_path / "host"
    file.write_text("0.0.0.0")
    settings = load(
        {"CLARA_SECRET_KEY": SECRET, "CLARA_DATABASE_URL": "sqlite:///x", "HOST_FILE": str(file)}
    )
    assert settings.host == "127.0.0.1"
