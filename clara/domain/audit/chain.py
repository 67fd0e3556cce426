"""Walking a hash chain: each entry must follow the one before, up to the place the chain says."""

from clara.domain.audit.entry import GENESIS, SealedEntry, chain_hash
from clara.domain.audit.listing import ChainCheck

SEALED_WITHIN = 60_000_000
"""Microseconds after which an entry that is still unsealed is a fault; sealing takes about one
second, and waits while the store is away."""


class ChainWalk:
    """Feed it sealed entries in order of their places, then ask for the end."""

    def __init__(self, head_sequence: int, head_hash: bytes | None) -> None:
        self._head_sequence, self._head_hash = head_sequence, head_hash
        self._sequence = 0
        self._hash = GENESIS
        self._fault: ChainCheck | None = None

    def step(self, sealed: SealedEntry) -> bool:
        """False once something is wrong."""
        expected = self._sequence + 1
        if sealed.sequence != expected:
            self._fault = self._wrong("missing", expected, None)
            return False
        link = chain_hash(self._hash, expected, sealed.entry)
        if link != sealed.hash:
            self._fault = self._wrong("broken", expected, sealed.entry.id)
            return False
        self._sequence, self._hash = expected, link
        return True

    def end(self, unsealed: int, oldest_unsealed_at: int | None, now: int) -> ChainCheck:
        """What was found. Instants in microseconds."""
        if self._fault is not None:
            return self._fault
        if self._sequence != self._head_sequence:
            return self._wrong("missing", self._sequence + 1, None)
        if self._head_hash is not None and self._hash != self._head_hash:
            return self._wrong("broken", self._sequence, None)
        late = oldest_unsealed_at is not None and oldest_unsealed_at < now - SEALED_WITHIN
        return ChainCheck(
            is_intact=not late,
            sealed=self._sequence,
            unsealed=unsealed,
            problem="unsealed" if late else None,
        )

    def _wrong(self, problem: str, sequence: int, entry_id: str | None) -> ChainCheck:
        return ChainCheck(
            is_intact=False,
            sealed=self._sequence,
            unsealed=0,
            problem=problem,
            sequence=sequence,
            entry_id=entry_id,
        )
