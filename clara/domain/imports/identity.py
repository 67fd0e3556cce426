"""A row's identity: what it says, and how many times the file has said it before.

Identical purchases stay apart by their occurrence number; the same file, or one that overlaps,
gives the same rows the same ids whatever the order of its columns.
"""

from collections.abc import Sequence
from hashlib import blake2b

from clara.domain.imports.occurrences import Occurrences

ID_BYTES = 16
_ITEM, _VALUE = "\x1e", "\x1f"
_MOST_FIRST_BYTES = 8


def content_key(name: str) -> str:
    """What stands before a value of the field or header `name` in a row's content."""
    return name + _VALUE


class RowIdentity:
    """Gives the rows of one file of one company their ids. Holds 12 to 36 bytes a row."""

    def __init__(self, company_id: str) -> None:
        self._start = blake2b(
            key=blake2b(company_id.encode(), digest_size=32).digest(), digest_size=ID_BYTES
        )
        self._occurrences = Occurrences()

    def of(self, content: Sequence[str]) -> bytes:
        """BLAKE2b-128 over the row's items (each `content_key` + value, in a fixed order of keys)
        keyed by the company; from the second occurrence on, over that and its number."""
        text = _ITEM.join(content)
        if text.count(_ITEM) + text.count(_VALUE) != 2 * len(content) - 1:
            text = _ITEM.join(_escaped(item) for item in content)
        digest = self._digest(text.encode("utf-8", "surrogatepass"))
        occurrence = self._occurrences.next(int.from_bytes(digest[:_MOST_FIRST_BYTES], "little"))
        if occurrence == 1:
            return digest
        return self._digest(digest + occurrence.to_bytes(4, "little"))

    def _digest(self, data: bytes) -> bytes:
        state = self._start.copy()
        state.update(data)
        return state.digest()


def _escaped(item: str) -> str:
    """Keeps a file that holds our separators from making one row look like another."""
    key, _, value = item.partition(_VALUE)
    return key + _VALUE + repr(value)
