"""Quotients of whole numbers as whole numbers, rounded half away from zero."""


def divided(number: int, by: int) -> int:
    """`number / by` to the nearest whole number; a half goes away from zero. `by` is positive."""
    sign = -1 if number < 0 else 1
    return sign * ((2 * abs(number) + by) // (2 * by))


def per_mille(part: int, whole: int) -> int | None:
    """`part` in thousandths of `whole`; None where `whole` is nothing or less: no share of it says
    anything."""
    return divided(part * 1000, whole) if whole > 0 else None
