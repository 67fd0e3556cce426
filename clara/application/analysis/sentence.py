"""The sentence of an answer: words with slots, and what goes into the slots.

`{F1}` is a figure, `{N1}` a name, `{P1}` a period. Whoever words a sentence anew (a language model)
sees the slots and never what goes into them, and may not write a number of its own, in digits or in
words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from clara.application.analysis.claims import claims, is_plain
from clara.application.analysis.ports import Formats
from clara.application.analysis.texts import TEXTS
from clara.domain.accounts.language import Language
from clara.domain.analysis.figure import Figure
from clara.domain.period import Period

_SLOT = re.compile(r"\{([FNP][0-9]+)\}")
_MORE = 80
"""Characters that a wording of somebody else's may have beyond twice ours."""


@dataclass(slots=True)
class Sentence:
    """Grows phrase by phrase; `text` holds slots, `slots` says what they are filled with."""

    language: Language
    formats: Formats
    phrases: list[str] = field(default_factory=list)
    slots: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return " ".join(self.phrases)

    def say(self, key: str, **parts: str) -> None:
        """One more phrase: that of `key`, with slots or words in its places."""
        self.phrases.append(self.words(key, **parts))

    def words(self, key: str, **parts: str) -> str:
        return TEXTS[self.language][key].format_map(parts)

    def figure(self, figure: Figure) -> str:
        """The slot of `figure`."""
        self.slots[figure.id] = shown(figure, self.formats, self.language)
        return f"{{{figure.id}}}"

    def figures(self, figures: Sequence[Figure]) -> str:
        return self.joined([self.figure(figure) for figure in figures])

    def name(self, name: str) -> str:
        """A slot for what the company calls something."""
        return self._slot("N", name)

    def period(self, period: Period) -> str:
        return self._slot("P", self.formats.period(period, self.language))

    def joined(self, parts: Sequence[str]) -> str:
        """`a, b and c`."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.words('and')} {parts[-1]}"

    def _slot(self, kind: str, text: str) -> str:
        same = (slot for slot, held in self.slots.items() if slot[0] == kind and held == text)
        slot = next(same, None)
        if slot is None:
            slot = f"{kind}{sum(known[0] == kind for known in self.slots) + 1}"
            self.slots[slot] = text
        return f"{{{slot}}}"


def shown(figure: Figure, formats: Formats, language: Language) -> str:
    """A figure as people read it: a share, an amount, or a number."""
    if figure.per_mille is not None:
        return formats.share(figure.per_mille, language)
    if figure.amount_minor is not None and figure.currency is not None:
        return formats.money(figure.amount_minor, figure.currency, language)
    return formats.count(figure.size, language)


def is_faithful(text: str, sentence: str) -> bool:
    """Whether `text` may stand for `sentence`: the same slots in the same order, so that no two change
    places; nothing that says how much, how it went or of what which `sentence` does not say, and
    nothing of it left out; one plain line, not much longer."""
    bare, ours = _SLOT.sub("", text), _SLOT.sub("", sentence)
    return (
        _SLOT.findall(text) == _SLOT.findall(sentence)
        and len(bare) <= 2 * len(ours) + _MORE
        and is_plain(bare)
        and claims(bare) == claims(ours)
    )


def filled(text: str, slots: dict[str, str]) -> str:
    """`text` with what belongs into its slots. What goes in is not looked at again."""
    return _SLOT.sub(lambda slot: slots[slot[1]], text)
