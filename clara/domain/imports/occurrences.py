"""How often each content has been seen in a file, in a few bytes a row."""

from array import array

_FIRST_CAPACITY = 1 << 12
_EMPTY = 0
_MASK = (1 << 64) - 1


class Occurrences:
    """Counts 64-bit content hashes in an open-addressing table: 12 bytes a slot.

    A dict of a million counts takes 150 MB; this takes 25. The table doubles when it is two thirds
    full. Keys are expected to be hashes already, so their low bits choose the slot.
    """

    __slots__ = ("_capacity", "_counts", "_keys", "_room")

    def __init__(self) -> None:
        self._allocate(_FIRST_CAPACITY)

    def _allocate(self, capacity: int) -> None:
        self._capacity = capacity
        self._keys = array("Q", bytes(8 * capacity))
        self._counts = array("I", bytes(4 * capacity))
        self._room = capacity * 2 // 3

    def next(self, key: int) -> int:
        """The number of this occurrence of `key`: 1 the first time. `key` is below 2**64."""
        # Zero marks a free slot; the two hashes that share a count by this are one in 2**64.
        key = key or _MASK
        slot = self._slot(key)
        if self._keys[slot] == _EMPTY:
            if self._room == 0:
                self._grow()
                slot = self._slot(key)
            self._keys[slot] = key
            self._room -= 1
        self._counts[slot] += 1
        return self._counts[slot]

    def _slot(self, key: int) -> int:
        """Where `key` is, or the free slot where it belongs."""
        keys, mask = self._keys, self._capacity - 1
        slot = key & mask
        while (found := keys[slot]) != key and found != _EMPTY:
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        keys, counts = self._keys, self._counts
        self._allocate(self._capacity * 2)
        for key, count in zip(keys, counts, strict=True):
            if key != _EMPTY:
                slot = self._slot(key)
                self._keys[slot] = key
                self._counts[slot] = count
                self._room -= 1
