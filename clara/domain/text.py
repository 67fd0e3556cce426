"""Text as people type it: bounded, cleaned and comparable.

Anything a merchant, file or assistant sends passes through `clean`; anything compared passes
through `fold`.
"""

import re
import unicodedata
from functools import lru_cache

# Control characters, bidirectional overrides, zero-width characters, tags, variation selectors and
# lone surrogates: invisible, and used to smuggle instructions or to break terminals and stores.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e01ef]"
)
_BLANKS = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[\W_]+")


def clean(text: str, limit: int) -> str:
    """`text` without hidden characters, blanks folded to one space, at most `limit` characters."""
    return _BLANKS.sub(" ", _HIDDEN.sub("", text)).strip()[:limit].rstrip()


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """`text` for comparison: no accents, no case, words divided by one space."""
    decomposed = unicodedata.normalize("NFKD", text)
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", letters.casefold()).strip()
