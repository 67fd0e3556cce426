"""Which model is asked is the operator's choice; without one there is none."""

import sys

import pytest

from clara.adapters.analyst.llm.choice import chosen
from clara.adapters.cli.findings import analyst
from clara.bootstrap import build_core
from clara.domain.errors import Invalid
from clara.settings import Settings, load

KEY = "sk-secret-0123456789"


def settings(**llm: str) -> Settings:
    return load(
        {
            "CLARA_DATABASE_URL": "sqlite:///nowhere.db",
            "CLARA_SECRET_KEY": "a secret of the tests " * 2,
            **{f"CLARA_LLM_{name.upper()}": value for name, value in llm.items()},
        }
    )


def test_without_a_model_nothing_is_asked() -> None:
    assert chosen(settings()) is None


@pytest.mark.parametrize(
    ("given", "url", "engine"),
    [
        (
            {"model": "openai:demo", "api_key": KEY},
            "https://api.openai.com/v1",
            "llm:openai:demo",
        ),
        (
            {"model": "anthropic:demo", "api_key": KEY},
            "https://api.anthropic.com",
            "llm:anthropic:demo",
        ),
        ({"model": "ollama:demo:8b"}, "http://127.0.0.1:11434/v1", "llm:ollama:demo:8b"),
        (
            {"model": "openai:demo", "base_url": "http://127.0.0.1:9/v1"},
            "http://127.0.0.1:9/v1",
            "llm:openai:demo",
        ),
    ],
)
def test_a_service_and_a_model_are_named_in_one(
    given: dict[str, str], url: str, engine: str
) -> None:
    choice = chosen(settings(**given))
    assert choice is not None
    assert (choice.base_url, choice.engine) == (url, engine)
    assert KEY not in repr(choice)


@pytest.mark.parametrize(
    "given",
    [
        {"model": "demo", "api_key": KEY},
        {"model": "other:demo", "api_key": KEY},
        {"model": "openai: ", "api_key": KEY},
        {"model": "openai:demo"},
        {"model": "anthropic:demo"},
        {"model": "openai:demo", "api_key": f"{KEY}\n"},
        {"api_key": KEY},
        {"base_url": "http://127.0.0.1:9"},
        {"model": "openai:demo", "base_url": f"https://me:{KEY}@127.0.0.1/v1"},
        {"model": "openai:demo", "base_url": "ftp://127.0.0.1/v1"},
        {"model": "openai:demo", "base_url": "https://"},
        {"model": "openai:demo", "base_url": f"https://127.0.0.1/v1?key={KEY}"},
    ],
)
def test_what_makes_no_choice_is_refused_when_clara_starts(given: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        build_core(settings(**given))
    assert refused.value.code == "invalid_settings"
    assert refused.value.remedy
    assert KEY not in f"{refused.value.message} {refused.value.remedy}"


def test_doctor_says_where_questions_go() -> None:
    assert "rules alone" in analyst(settings()).sentence
    asked = analyst(settings(model="openai:demo", api_key=KEY, base_url="http://127.0.0.1:9/v1"))
    assert asked.sentence.endswith("sent to openai:demo at http://127.0.0.1:9/v1")
    assert KEY not in asked.sentence


def test_a_model_without_what_speaks_with_it_is_refused_with_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pydantic_ai", None)
    with pytest.raises(Invalid) as refused:
        chosen(settings(model="ollama:demo"))
    assert "clara[llm]" in str(refused.value.remedy)
