"""Large results, a page at a time."""

from typing import Any

ROWS = "rows"


def page_of_rows(result: dict[str, Any], limit: int, offset: int) -> dict[str, Any]:
    """`result` with at most `limit` of its `rows`, after the first `offset`, and how many there are.
    A result without rows stays whole."""
    rows = result.get(ROWS)
    if not isinstance(rows, list):
        return result
    page = rows[offset : offset + limit]
    after = offset + len(page)
    return {
        **result,
        ROWS: page,
        "rows_total": len(rows),
        "rows_next_offset": after if after < len(rows) else None,
    }
