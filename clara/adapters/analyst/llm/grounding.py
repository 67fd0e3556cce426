"""Whether the question bears a sketch out: every word is where the model says, and none is lost."""

from clara.adapters.analyst.llm.failures import Unusable
from clara.adapters.analyst.llm.ground import Ground
from clara.adapters.analyst.llm.sketch import Sketch


def check(sketch: Sketch, ground: Ground) -> None:
    """Raises `Unusable` unless the sketch explains each word that was left, and none that rules have
    read, with words of the question."""
    explained: set[int] = set()
    for piece in sketch.pieces:
        places = _places(piece.words, ground)
        # Of words that rules have read a model may repeat a preposition, and no more.
        new = places & ground.left_places
        if not new:
            raise Unusable(f"'{piece.words}' is understood already; leave it out.")
        if new & explained:
            raise Unusable(f"'{piece.words}' is explained twice.")
        explained |= new
    asking: set[int] = set()
    for words in sketch.asking:
        asking |= _places(words, ground)
    for left in ground.left:
        if left.places <= explained:
            continue
        text = left.unit.text
        if not left.places <= explained | asking:
            raise Unusable(f"'{text}' is not explained. If you cannot, give cannot: unknown_words.")
        if left.unit.number is not None or any(one.isdigit() for one in text):
            raise Unusable(f"'{text}' is a number: it belongs to amounts, periods or names.")
        if _is_written_as_a_name(left.places, ground):
            raise Unusable(
                f"'{text}' is written as a name: it belongs to names, or cannot is unknown_words."
            )


def _places(words: str, ground: Ground) -> frozenset[int]:
    places = ground.places(words)
    if not places:
        raise Unusable(f"'{words}' does not stand in the question; copy words from it.")
    return places


def _is_written_as_a_name(places: frozenset[int], ground: Ground) -> bool:
    """Whether a word is in capitals where the words around it are not: it names something."""
    texts = [token.text for token in ground.tokens]
    if not any(text.islower() for text in texts):
        return False
    return any(place > 0 and texts[place][:1].isupper() for place in places)
