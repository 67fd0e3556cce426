"""What pages say, in three languages: one file for each page, one table for each text.

A text is found by its file and name (`cards.title`). The texts of `console.toml` are everybody's,
those of `errors.toml` are named after the codes of errors.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clara.domain.accounts.language import Language

FOLDER = Path(__file__).parent / "texts"
SHARED = "console"


def load(folder: Path = FOLDER) -> dict[Language, dict[str, str]]:
    """Every text of every file. Raises `KeyError` where one is missing in a language."""
    found: dict[Language, dict[str, str]] = {language: {} for language in Language}
    for path in sorted(folder.glob("*.toml")):
        for name, said in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for language, texts in found.items():
                texts[f"{path.stem}.{name}"] = said[language.value]
    return found


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language, as the page of `file` sees them."""

    texts: Mapping[str, str]
    file: str

    def find(self, name: str) -> str | None:
        """By `file.name`; without a file the page's own, else everybody's."""
        if "." in name:
            return self.texts.get(name)
        own = self.texts.get(f"{self.file}.{name}")
        return own if own is not None else self.texts.get(f"{SHARED}.{name}")

    def __call__(self, name: str, /, **values: object) -> str:
        """The text with `{values}` filled in, not yet escaped: templates do that. Raises
        `KeyError`."""
        found = self.find(name)
        if found is None:
            raise KeyError(f"no text {name!r} for {self.file!r}")
        return found.format(**values) if values else found
