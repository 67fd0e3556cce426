"""A disk as a power cut leaves it: what was waited for is there, and of the rest nobody knows."""

import random
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path

from tests.faults.power.recording import Did, Write

_SECTOR = 512


class Fate(StrEnum):
    """Of what was written and not waited for."""

    LOST = "lost"
    SOME = "some"
    """Any part of it came through, and the last write of it is torn."""
    KEPT = "kept"


class Disk:
    """Files by their path. `waiting` was written since the file was synced last; a file that is new
    has no name until its folder is synced."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._kept = {path: bytearray(content) for path, content in files.items()}
        self._waiting: dict[str, list[Write]] = {}
        self._named = set(files)

    def happens(self, write: Write) -> None:
        if write.did is not Did.SYNCED:
            self._kept.setdefault(write.path, bytearray())
            self._waiting.setdefault(write.path, []).append(write)
            return
        for path in tuple(self._kept):
            if Path(path).parent == Path(write.path):
                self._settle_name(path)
        for one in self._waiting.pop(write.path, ()):
            self._do(self._kept, one)

    def _settle_name(self, path: str) -> None:
        waiting = self._waiting.get(path, [])
        if waiting and waiting[-1].did is Did.REMOVED:
            del self._waiting[path], self._kept[path]
            self._named.discard(path)
        else:
            self._named.add(path)

    def after_a_cut(self, fate: Fate, dice: random.Random) -> dict[str, bytes]:
        """What is found on it when the power is back."""
        found = {path: bytearray(content) for path, content in self._kept.items()}
        names = set(self._named)
        for path, waiting in self._waiting.items():
            for one in self._surviving(waiting, fate, dice):
                self._do(found, one)
            if fate is Fate.KEPT or (fate is Fate.SOME and dice.random() < 0.5):
                names.add(path)
        return {path: bytes(found[path]) for path in names if path in found}

    @staticmethod
    def _surviving(waiting: Sequence[Write], fate: Fate, dice: random.Random) -> Iterator[Write]:
        if fate is Fate.KEPT:
            yield from waiting
        if fate is not Fate.SOME:
            return
        some = [one for one in waiting if dice.random() < 0.5]
        for one in some[:-1]:
            yield one
        for one in some[-1:]:
            sectors = dice.randint(0, -(-len(one.data) // _SECTOR))
            yield one._replace(data=one.data[: sectors * _SECTOR])

    @staticmethod
    def _do(files: dict[str, bytearray], write: Write) -> None:
        if write.did is Did.REMOVED:
            files.pop(write.path, None)
            return
        content = files.setdefault(write.path, bytearray())
        end = write.offset + len(write.data)
        if write.did is Did.CUT:
            del content[end:]
        if len(content) < end:
            content.extend(bytes(end - len(content)))
        if write.data:
            content[write.offset : end] = write.data
