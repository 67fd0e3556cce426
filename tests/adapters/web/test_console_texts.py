"""What pages say is there in three languages, and said somewhere."""

import re
import tomllib
from pathlib import Path

import pytest

from clara.adapters.web.console import site, texts
from clara.domain.accounts.language import Language

CONSOLE = Path(texts.__file__).parent
FILES = sorted(texts.FOLDER.glob("*.toml"))
_HOLE = re.compile(r"{(\w*)}")
# t("key") and t("start_" ~ rest) in templates; texts("file")("key") and go(path, "file.key") in Python.
_SAID = re.compile(r"""\bt\(\s*"([\w.]+)"(\s*~)?""")
_NAMED = re.compile(r'"([a-z_]+\.(?!html|css|js|svg)[a-z_0-9]+)"')
_PYTHON = re.compile(r"""\)\(\s*f?"([\w.]+)({?)|\bt\(\s*f?"([\w.]+)({?)""")


def said_in(path: Path) -> dict[str, dict[str, str]]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def keys() -> set[str]:
    return {f"{path.stem}.{key}" for path in FILES for key in said_in(path)}


def file_of(template: Path) -> str:
    return template.relative_to(site.FOLDER).parts[0].partition(".")[0]


def used() -> tuple[set[str], set[str]]:
    """Whole keys, and beginnings of keys, as written: with or without their file."""
    whole: set[str] = set()
    beginnings: set[str] = set()
    for template in site.FOLDER.rglob("*.html"):
        for key, goes_on in _SAID.findall(template.read_text(encoding="utf-8")):
            named = key if "." in key else f"{file_of(template)}.{key}"
            (beginnings if goes_on else whole).add(named)
    for module in CONSOLE.parent.rglob("*.py"):
        source = module.read_text(encoding="utf-8")
        whole |= set(_NAMED.findall(source))
        for one, more, other, further in _PYTHON.findall(source):
            key = one or other
            named = key if "." in key else f"*.{key}"
            (beginnings if more or further else whole).add(named)
    return whole, beginnings


def is_used(key: str, whole: set[str], beginnings: set[str]) -> bool:
    """By its file's templates, by Python under any file; what is everybody's by any template."""
    file, _, name = key.partition(".")
    if file == "errors" or name.startswith(("invalid_", "error_")):
        return True  # found by the code, or by the field, of an error
    if name == "title":
        return True  # by the layout, for every page
    spellings = {key, f"*.{name}"}
    if file == texts.SHARED:
        spellings |= {one for one in whole if one.partition(".")[2] == name}
    if spellings & whole:
        return True
    starts = {one for one in beginnings if one.partition(".")[0] in (file, "*")}
    if file == texts.SHARED:
        starts = beginnings
    return any(name.startswith(one.partition(".")[2]) for one in starts)


def test_there_are_texts_and_templates_that_use_them() -> None:
    whole, beginnings = used()
    assert len(FILES) >= 4
    assert {"failed.home", "console.skip"} & whole
    assert "failed.title_" in beginnings
    assert not is_used("failed.no_such_text", whole, beginnings)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_text_is_there_in_every_language(path: Path) -> None:
    for key, said in said_in(path).items():
        assert set(said) == {one.value for one in Language}, key
        holes = {language: sorted(_HOLE.findall(text)) for language, text in said.items()}
        assert holes["en"] == holes["es"] == holes["pt"], (key, holes)
        assert all(text.strip() for text in said.values()), key


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_text_is_said_somewhere(path: Path) -> None:
    whole, beginnings = used()
    unused = [key for key in said_in(path) if not is_used(f"{path.stem}.{key}", whole, beginnings)]
    assert unused == []


def test_every_text_a_template_says_is_there() -> None:
    known, (whole, beginnings) = keys(), used()
    whole.remove("layout.title")  # every page has its own
    for key in sorted(whole):
        file, _, name = key.partition(".")
        if (site.FOLDER / f"{file}.html").exists() or (site.FOLDER / file).is_dir():
            assert {key, f"{texts.SHARED}.{name}"} & known, f"{key} is said and nowhere written"
    for start in sorted(beginnings):
        file, _, name = start.partition(".")
        own = (file, texts.SHARED) if file != "*" else {one.partition(".")[0] for one in known}
        assert any(f"{one}.{name}" in key for one in own for key in known), start
