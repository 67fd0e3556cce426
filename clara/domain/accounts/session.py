"""How long a sign-in lasts."""

from datetime import timedelta

IDLE = timedelta(days=7)
"""Unused for this long, a user token stops working."""

ABSOLUTE = timedelta(days=30)
"""And after this long in any case."""
