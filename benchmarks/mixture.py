"""What people, programs and assistants ask all day, as raw requests."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any, TypeVar

from benchmarks import load
from benchmarks.bench import Bench
from benchmarks.company import CARDS, SEED, card_id
from benchmarks.mcp_calls import ERAS, tool_call
from benchmarks.questions import COMPANY, HEADERS, LIST, Client, listing, summary, walk

T = TypeVar("T")

_PAGES = 40
_FILTERS = {"status": "POSTED", "category": "FOOD,TRAVEL,SOFTWARE_AND_HARDWARE"}
# Of a hundred reads. The last two count everything that the month holds.
_SHARES = {"pages": 60, "cards": 20, "transactions": 10, "lists of cards": 8, "months": 2}


@dataclass(frozen=True)
class Mixture:
    """`pages` are Clara's for `peer_pages`, the only ones that the peers have as well."""

    reads: Sequence[str]
    pages: Sequence[str]
    peer_pages: Sequence[str]
    cursors: Sequence[str]

    @classmethod
    def of(cls, client: Client, bench: Bench) -> "Mixture":
        pages = walk(client, listing(**_FILTERS, **bench.whole), _PAGES)
        ids = [row["id"] for row in client.data(listing(limit=200, **bench.whole))["items"]]
        month = {"from_": bench.today.replace(day=1), "to": bench.whole["to"]}
        paths = {
            "pages": pages.of_clara(),
            "cards": [f"{COMPANY}/cards/{card_id(n)}" for n in range(1, CARDS + 1)],
            "transactions": [f"{LIST}/{one}" for one in ids],
            "lists of cards": [f"{COMPANY}/cards?limit=50", f"{COMPANY}/cards?status=LOCKED"],
            "months": [listing(**month), summary("category", **month)],
        }
        random = Random(SEED)
        drawn = random.choices(list(_SHARES), list(_SHARES.values()), k=5_000)
        return cls(
            reads=[load.get(random.choice(paths[kind]), HEADERS) for kind in drawn],
            pages=[load.get(path, HEADERS) for path in pages.of_clara()],
            peer_pages=[load.get(path, HEADERS) for path in pages.of_peer()],
            cursors=pages.cursors,
        )

    def mixed(self, writes: Sequence[str]) -> list[str]:
        """Four reads for each of `writes`."""
        return list(_woven(self.reads, writes, 4))

    def calls(self, writes: Sequence[str]) -> list[str]:
        """Of assistants, in both eras of the protocol: nine reads for each of `writes`."""
        random = Random(SEED)
        asked: list[tuple[str, dict[str, Any]]] = [
            *(("list_transactions", {"cursor": one, "limit": 25}) for one in self.cursors),
            *(("view_card", {"card": card_id(n)}) for n in range(1, 41)),
            *(("list_cards", {"limit": 25}) for _ in range(10)),
        ]
        reads = [tool_call(random.choice(ERAS), *random.choice(asked)) for _ in range(5_000)]
        return list(_woven(reads, writes, 9))


def changes(count: int, run: str) -> list[str]:
    """`count` locks and unlocks over REST: the first half of the cards is locked, then unlocked, again
    and again, each under a key of its own."""
    return [
        load.post(
            f"{COMPANY}/cards/{card_id(number)}/{verb}",
            HEADERS | {"Idempotency-Key": f"{run}-{turn}-{verb}-{number}"},
            json.dumps({"reason": "Measured"}),
        )
        for turn, verb, number in _turns(count, range(1, CARDS // 2 + 1))
    ]


def assistants_changes(count: int) -> list[str]:
    """The same through the tools, with the other half."""
    return [
        tool_call(
            ERAS[number % len(ERAS)],
            f"{verb}_card",
            {"card": card_id(number), "reason": "Measured"},
        )
        for _, verb, number in _turns(count, range(CARDS // 2 + 1, CARDS + 1))
    ]


def _turns(count: int, cards: range) -> Iterator[tuple[int, str, int]]:
    every = (
        (turn, verb, number)
        for turn in range(count)
        for verb in ("lock", "unlock")
        for number in cards
    )
    return islice(every, count)


def _woven(many: Sequence[T], few: Sequence[T], ratio: int) -> Iterator[T]:
    """`ratio` of `many`, which is gone through again and again, then one of `few`, to its end."""
    groups = [many[at : at + ratio] for at in range(0, len(many) - ratio + 1, ratio)]
    for place, one in enumerate(few):
        yield from groups[place % len(groups)]
        yield one
