"""What a question asks about the files that came with it. Their text is never looked at here."""

from clara.adapters.analyst.rules.reading import Reading
from clara.domain.analysis.plan import AttachmentQuestion, Intent

Q = AttachmentQuestion

ACCEPTED = """file statement receipts reconcile matched ours we_lack they_lack owing either_side differing
summarise missing compare against than negation how_many between change trend"""
"""Words that questions about files explain, besides those that every question does."""

_RECEIPTS = frozenset({Q.MATCH, Q.MISSING, Q.UNMATCHED})
_LACKS = ("missing", "negation", "we_lack", "owing")
_DETERMINERS = frozenset("a an any single un una ningun ninguna um uma nenhum nenhuma".split())


def files_intent(reading: Reading) -> Intent | None:
    """RECEIPTS or STATEMENT; None of what is not about files."""
    question = files_question(reading)
    if question is None:
        return None
    return Intent.RECEIPTS if question in _RECEIPTS else Intent.STATEMENT


def files_question(reading: Reading) -> AttachmentQuestion | None:
    """None where no files came, and where the question is not about them."""
    if not reading.has_attachments:
        return None
    if _says(reading, "receipts"):
        return _of_receipts(reading)
    if not _says(reading, "statement", "file", "reconcile"):
        return Q.MATCH if _says(reading, "matched") and not _says(reading, "top", "least") else None
    if _says(reading, "summarise") and not _says(
        reading, "reconcile", "we_lack", "they_lack", *_LACKS
    ):
        return Q.SUMMARY
    return _of_statement(reading)


def _of_receipts(reading: Reading) -> AttachmentQuestion:
    if not _says(reading, *_LACKS):
        return Q.MATCH
    lack = _place(reading, *_LACKS)
    is_of_documents = (
        _place(reading, "receipts") < lack
        and _place(reading, "purchase", "ours", start=lack) > lack
    )
    if is_of_documents and (_says(reading, "matched") or _is_beside_purchase(reading, lack)):
        return Q.UNMATCHED
    return Q.MISSING


def _is_beside_purchase(reading: Reading, lack: int) -> bool:
    """ "Receipts without a charge", and not "receipts missing for purchases"."""
    after = (unit for unit in reading.units[lack + 1 :] if unit.key not in _DETERMINERS)
    following = next(after, None)
    return following is not None and following.has("purchase")


def _of_statement(reading: Reading) -> AttachmentQuestion:
    for tag, question in (
        ("differing", Q.DIFFERING),
        ("either_side", Q.RECONCILE),
        ("we_lack", Q.ONLY_THERE),
        ("they_lack", Q.ONLY_HERE),
    ):
        if _says(reading, tag):
            return question
    if _says(reading, *_LACKS):
        return _where_it_lacks(reading)
    if _says(reading, "reconcile", "compare", "against", "matched", "ours"):
        return Q.RECONCILE
    return Q.SUMMARY


def _where_it_lacks(reading: Reading) -> AttachmentQuestion:
    """ "Not on the statement" is only here; "on the statement, and not in our books" is not."""
    lack = _place(reading, *_LACKS)
    for unit in reading.units[lack + 1 :]:
        if unit.has("ours"):
            return Q.ONLY_THERE
        if unit.has("statement", "file") and not unit.has("reconcile"):
            return Q.ONLY_HERE
    return Q.ONLY_THERE


def _says(reading: Reading, *tags: str) -> bool:
    """Whether any unit means one of these, also one that a grammar has used: "who owes us" groups
    and tells what is missing."""
    return any(unit.has(*tags) for unit in reading.units)


def _place(reading: Reading, *tags: str, start: int = 0) -> int:
    """Of the first unit with one of the tags, from `start` on; -1 where there is none."""
    for place, unit in enumerate(reading.units[start:], start):
        if unit.has(*tags):
            return place
    return -1
