"""Where a local day begins and ends, as instants.

A day begins at its first existing instant, so that days of 23 and 25 hours, and days that begin at
01:00 because clocks go forward at midnight, are exact.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from clara.domain.errors import Invalid

_ONE_DAY = timedelta(days=1)


def local_day(instant: datetime, time_zone: str) -> date:
    """The day of `time_zone` in whose bounds `instant` (aware) lies.

    This is the local calendar date, except where clocks went back over midnight: the repeated
    hour then stays with the day that had already begun, so that days never interleave.
    """
    local = instant.astimezone(_zone(time_zone))
    following = local.date() + _ONE_DAY
    if local.hour >= 20 and instant >= day_start(following, time_zone):
        return following
    return local.date()


@lru_cache(maxsize=8_192)
def day_start(day: date, time_zone: str) -> datetime:
    """The first existing instant of `day` in `time_zone`, in UTC. Raises `invalid_time_zone`."""
    zone = _zone(time_zone)
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    before = midnight.utcoffset()
    after = midnight.replace(fold=1).utcoffset()
    assert before is not None, "a ZoneInfo always knows its offset"
    assert after is not None
    start = midnight.astimezone(UTC)
    if before >= after:  # midnight exists; where it comes twice, the first is meant
        return start
    # Midnight was skipped (PEP 495: `before` and `after` are the offsets around the gap). The day
    # begins when the offset changes, somewhere in the length of the gap.
    low, high = start - (after - before), start
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (
            (low, middle) if middle.astimezone(zone).utcoffset() == after else (middle, high)
        )
    return high


def _zone(time_zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError) as error:
        raise Invalid(
            "invalid_time_zone",
            f"'{time_zone[:64]}' is not an IANA time zone; write one like America/Mexico_City.",
        ) from error
