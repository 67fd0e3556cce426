"""What merchant category codes are called in ISO 18245."""

from functools import lru_cache


@lru_cache(maxsize=1_024)
def mcc_name(mcc: int | None) -> str | None:
    """The standard's name of a code; None for none and for codes it does not hold."""
    if mcc is None:
        return None
    # Imported here: its tables are read from files, and few servers are ever asked.
    import iso18245  # noqa: PLC0415

    try:
        found = iso18245.get_mcc(f"{mcc:04}")
    except (iso18245.MCCNotFound, iso18245.InvalidMCC):
        return None
    return found.iso_description or found.usda_description or None
