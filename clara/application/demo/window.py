"""The 24 months a demo company has lived, and when in them people spend."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

TIME_ZONE = "America/Mexico_City"
_DAY_SECONDS = 86_400
_MORNING = 8 * 3600
_NOON = 12 * 3600

_BY_WEEKDAY = (100, 105, 110, 112, 118, 34, 20)  # Monday first
_HOLIDAYS = frozenset(
    {(1, 1), (2, 5), (3, 21), (5, 1), (9, 16), (11, 2), (11, 20)}
    | {(12, day) for day in (12, *range(24, 32))}
)
_CONFERENCE_MONTHS = frozenset({5, 10})
_CONFERENCE_DAYS = range(8, 20)


class Window(Struct, frozen=True, kw_only=True):
    """Days `first` to `last`, both included, counted from 0; `offsets` are seconds east of UTC."""

    first: date
    last: date
    offsets: tuple[int, ...]

    @property
    def days(self) -> int:
        return len(self.offsets)

    @property
    def opened_at(self) -> datetime:
        """09:00 on the day before `first`: when the company joined."""
        return as_datetime(self.instant(-1, 9 * 3600))

    def date_of(self, day: int) -> date:
        return self.first + timedelta(days=day)

    def day_of(self, when: date) -> int:
        return (when - self.first).days

    def instant(self, day: int, seconds: int) -> int:
        """Local time `seconds` after midnight of `day`, in microseconds since 1970 (UTC).

        The last day ends at noon: an afternoon there becomes a morning.
        """
        if day == self.days - 1 and seconds >= _NOON:
            seconds = _MORNING + seconds % (_NOON - _MORNING)
        midnight = (self.first.toordinal() + day - _EPOCH) * _DAY_SECONDS
        return (midnight + seconds - self.offsets[max(day, 0)]) * 1_000_000

    def day_at(self, instant: int) -> int:
        """The day on which `instant`, of one of the window's days or the night after, falls."""
        seconds = instant // 1_000_000
        guess = seconds // _DAY_SECONDS - (self.first.toordinal() - _EPOCH)
        local = seconds + self.offsets[min(max(guess, 0), self.days - 1)]
        return local // _DAY_SECONDS - (self.first.toordinal() - _EPOCH)

    def months(self) -> list[date]:
        """The first day of each calendar month the window touches."""
        months = [self.first.replace(day=1)]
        while (following := _next_month(months[-1])) <= self.last:
            months.append(following)
        return months


_EPOCH = date(1970, 1, 1).toordinal()


def window_ending(last: date) -> Window:
    """The 24 months that end on `last`: 15 March 2024 to 14 March 2026."""
    after = last + timedelta(days=1)
    if (after.month, after.day) == (2, 29):
        after += timedelta(days=1)
    first = after.replace(year=after.year - 2)
    zone = ZoneInfo(TIME_ZONE)
    offsets = []
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        noon = datetime.fromordinal(ordinal).replace(hour=12, tzinfo=zone)
        offset = noon.utcoffset()
        assert offset is not None, "a zone gives every time its offset"
        offsets.append(int(offset.total_seconds()))
    return Window(first=first, last=last, offsets=tuple(offsets))


def as_datetime(instant: int) -> datetime:
    """Microseconds since 1970 as a time in UTC, exactly."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant)


def is_conference(when: date) -> bool:
    """Whether the sales team travels: two weeks of every May and October."""
    return when.month in _CONFERENCE_MONTHS and when.day in _CONFERENCE_DAYS


def busyness(window: Window) -> list[int]:
    """How much is spent on each day, in relative weights: working days, growth, conferences."""
    weights = []
    for day in range(window.days):
        when = window.date_of(day)
        weight = _BY_WEEKDAY[when.weekday()] * (800 + 400 * day // window.days)
        if (when.month, when.day) in _HOLIDAYS:
            weight //= 5
        if is_conference(when):
            weight = weight * 13 // 10
        weights.append(weight // 2 if when == window.last else weight)
    return weights


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
