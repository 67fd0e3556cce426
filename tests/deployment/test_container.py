"""What `Dockerfile` and `compose.yaml` promise. No image is built here."""

import re
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

from clara.settings import _SECRETS, _WITHOUT_PREFIX, Settings
from clara.version import VERSION

ROOT = Path(__file__).parents[2]
HADOLINT = Path(sysconfig.get_path("scripts")) / "hadolint"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "serve", "worker")
VARIABLES = {
    *(f"CLARA_{name.upper()}" for name in Settings.__struct_fields__),
    *(name.upper() for name in _WITHOUT_PREFIX),
}
SECRET_VARIABLES = {
    name.upper() if name in _WITHOUT_PREFIX else f"CLARA_{name.upper()}" for name in _SECRETS
}
OF_THE_CADDYFILE = set(re.findall(r"\{\$(\w+)", (ROOT / "deploy/Caddyfile").read_text("utf-8")))

each_service = pytest.mark.parametrize("name", SERVICES)


def instructions(text: str) -> list[tuple[str, str]]:
    """Of a Dockerfile, with continued lines joined."""
    joined = re.sub(
        r"\\\n\s*", "", "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    )
    return [
        (word.upper(), rest)
        for word, _, rest in (line.partition(" ") for line in joined.splitlines())
        if word
    ]


IMAGE = instructions((ROOT / "Dockerfile").read_text("utf-8"))
LAST_STAGE = IMAGE[max(place for place, (word, _) in enumerate(IMAGE) if word == "FROM") :]


def complaints(dockerfile: str) -> str:
    ended = subprocess.run(
        [HADOLINT, "-"], input=dockerfile, capture_output=True, text=True, timeout=30, check=False
    )
    return ended.stdout + ended.stderr


def test_the_dockerfile_is_as_others_would_write_it_and_the_linter_can_tell() -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    assert complaints(text) == ""
    assert "DL3007" in complaints(text.replace("BASE=python:3.11-slim-bookworm\n", "BASE=x\n", 1) + "FROM debian:latest\n")  # fmt: skip


def test_the_image_runs_as_nobody_and_says_how_it_is() -> None:
    words = [word for word, _ in LAST_STAGE]
    (user,) = [rest for word, rest in LAST_STAGE if word == "USER"]
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    for wanted in ("HEALTHCHECK", "STOPSIGNAL", "LABEL", "VOLUME", "ENTRYPOINT", "EXPOSE"):
        assert wanted in words
    # Where a process may write is decided before it stops being root.
    assert words.index("USER") > words.index("RUN")


def test_only_locked_packages_get_into_the_image() -> None:
    runs = " && ".join(rest for word, rest in IMAGE if word == "RUN")
    installs = re.findall(r"pip install ([^&]*)", runs)
    assert len(installs) == 2
    locked, own = installs
    assert {"--require-hashes", "--no-deps", "requirements/run.txt"} <= set(locked.split())
    assert own.split()[:2] == ["--no-deps", "--no-build-isolation"]
    assert not re.search(r"\bADD\b|curl|wget", " ".join(f"{word} {rest}" for word, rest in IMAGE))


def test_nothing_but_the_product_is_sent_to_the_builder() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    allowed = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    copied = {
        one
        for word, rest in IMAGE
        if word == "COPY" and "--from" not in rest
        for one in rest.split()[:-1]
    }
    assert allowed == copied
    assert all((ROOT / one).exists() for one in allowed)


def test_the_image_knows_settings_by_their_names() -> None:
    named = {
        name for word, rest in LAST_STAGE if word == "ENV" for name in re.findall(r"(\w+)=", rest)
    }
    assert named - {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"} <= VARIABLES
    assert not named & SECRET_VARIABLES


@each_service
def test_a_service_may_do_as_little_as_possible(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "caddy" else [])
    assert not {"privileged", "pid", "ipc", "network_mode", "devices"} & service.keys()
    if name != "caddy":  # whose files are root's in its image
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])
    assert service["mem_limit"]
    assert service["pids_limit"]


@each_service
def test_an_image_is_one_version_and_not_the_latest(name: str) -> None:
    tag = SERVICES[name]["image"].rpartition(":")[2]
    assert re.match(r"\d+", tag), SERVICES[name]["image"]
    if name in OURS:
        assert tag == VERSION


@each_service
def test_what_depends_on_a_service_waits_until_it_is_well(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        if other == "migrate":
            assert how["condition"] == "service_completed_successfully"
        else:
            assert how["condition"] == "service_healthy"
            # Its own, or its image's.
            assert "healthcheck" in SERVICES[other] or other in OURS
            assert not SERVICES[other].get("healthcheck", {}).get("disable")


@each_service
def test_a_service_is_told_settings_that_exist_and_no_secret(name: str) -> None:
    given = SERVICES[name].get("environment", {})
    known = {
        **dict.fromkeys(OURS, VARIABLES | {f"{one}_FILE" for one in SECRET_VARIABLES}),
        "caddy": OF_THE_CADDYFILE,
    }
    if name in known:
        assert set(given) <= known[name]
    for variable, value in given.items():
        if variable in SECRET_VARIABLES:
            assert not re.search(r"//[^/]*:[^/]*@|//:", value), variable
        if variable.endswith("_FILE"):
            assert value.removeprefix("/run/secrets/") in SERVICES[name]["secrets"]
    assert not re.search(r"password|secret", "".join(f"{one}" for one in given.values() if "/run/secrets/" not in one))  # fmt: skip


def test_secrets_are_files_that_git_does_not_see() -> None:
    used = {one for service in SERVICES.values() for one in service.get("secrets", [])}
    assert used == COMPOSE["secrets"].keys()
    for secret in COMPOSE["secrets"].values():
        assert secret["file"].startswith("deploy/secrets/")
        ignored = ["git", "check-ignore", "--quiet", secret["file"]]
        assert subprocess.run(ignored, cwd=ROOT, check=False).returncode in (0, 128)
    assert "deploy/secrets/" in (ROOT / ".gitignore").read_text("utf-8").split()


def test_only_the_proxy_is_reached_from_outside_and_data_is_behind_the_servers() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["caddy"]
    assert COMPOSE["networks"]["data"]["internal"] is True
    assert SERVICES["postgres"]["networks"] == SERVICES["valkey"]["networks"] == ["data"]
    trusted = SERVICES["serve"]["environment"]["CLARA_TRUSTED_PROXIES"]
    assert SERVICES["caddy"]["networks"]["front"]["ipv4_address"] == trusted


def test_servers_leave_tasks_to_the_worker_and_stop_in_time() -> None:
    assert SERVICES["serve"]["environment"]["CLARA_TASKS_AT_ONCE"] == "0"
    assert "CLARA_TASKS_AT_ONCE" not in SERVICES["worker"]["environment"]
    assert all(SERVICES[name]["stop_grace_period"] == "20s" for name in OURS)
