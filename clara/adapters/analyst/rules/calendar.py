"""Days, months and years seen from the company's today."""

from datetime import date, timedelta

from msgspec import Struct, structs

from clara.domain.period import Period, between, resolve

_ONE_DAY = timedelta(days=1)
_MONTHS = {"month": 1, "bimester": 2, "quarter": 3, "four_months": 4, "semester": 6, "year": 12}


class Calendar(Struct, frozen=True):
    """`today` is the company's day. Every method raises `invalid_period` outside 1970 to 2100."""

    today: date
    time_zone: str
    billing_day: int

    def rule(self, rule: str, label: str) -> Period:
        """The period that a rule of `clara.domain.period` names, labelled with the question's words."""
        period = resolve(rule, self.today, self.time_zone, self.billing_day)
        return structs.replace(period, label=label or rule)

    def days(self, first: date, last: date, label: str) -> Period:
        """Days `first` to `last`, both included."""
        return structs.replace(between(first, last, self.today, self.time_zone), label=label)

    def since(self, period: Period, label: str) -> Period:
        """From the first day of `period` until today."""
        return self.days(period.first, max(self.today, period.first), label)

    def latest_year(self, month: int, day: int = 1) -> int:
        """The latest year whose `day` of `month` is not in the future."""
        year = self.today.year
        return year if (month, day) <= (self.today.month, self.today.day) else year - 1

    def week_of(self, day: date) -> tuple[date, date]:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)

    def weekday(self, weekday: int, *, before_today: bool) -> date:
        """The latest such weekday, today included unless `before_today`."""
        back = (self.today.weekday() - weekday) % 7
        return self.today - timedelta(days=7 if back == 0 and before_today else back)

    def months_ago(self, count: int) -> date:
        """The same day `count` months before today, or that month's last."""
        place = self.today.year * 12 + self.today.month - 1 - count
        year, month = divmod(place, 12)
        return date(year, month + 1, min(self.today.day, month_end(year, month + 1).day))

    def recent(self, count: int, unit: str, label: str) -> Period:
        """The last `count` days, weeks, months or years, rolling: today is the last day."""
        if unit in ("day", "week"):
            days = count * (7 if unit == "week" else 1)
            return self.days(self.today - timedelta(days=days - 1), self.today, label)
        months = count * _MONTHS[unit]
        return self.days(self.months_ago(months) + _ONE_DAY, self.today, label)

    def shifted_a_year(self, period: Period, label: str) -> Period:
        """The same days a year before."""
        return self.days(_year_before(period.first), _year_before(period.last), label)

    def leading_to(self, period: Period, count: int, unit: str) -> Period:
        """The `count` days, weeks, months or years that end where `period` begins."""
        last = period.first - _ONE_DAY
        if unit in ("day", "week"):
            days = count * (7 if unit == "week" else 1)
            return self.days(period.first - timedelta(days=days), last, "previous")
        year, month = divmod(_months(period.first) - count * _MONTHS[unit], 12)
        day = min(period.first.day, month_end(year, month + 1).day)
        return self.days(date(year, month + 1, day), last, "previous")

    def before(self, period: Period) -> Period:
        """The period of the same kind that ends where `period` begins."""
        last = period.first - _ONE_DAY
        if period.first.day == 1 and period.last == month_end(period.last.year, period.last.month):
            months = _months(period.last) - _months(period.first) + 1
            year, month = divmod(_months(period.first) - months, 12)
            return self.days(date(year, month + 1, 1), last, "previous")
        if _is_a_month_long(period):
            year, month = divmod(_months(period.first) - 1, 12)
            return self.days(date(year, month + 1, period.first.day), last, "previous")
        return self.days(period.first - (period.last - last), last, "previous")


def month_end(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - _ONE_DAY


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _is_a_month_long(period: Period) -> bool:
    """Such as a billing period: from a day of one month to the day before it in the next."""
    after = period.last + _ONE_DAY
    return after.day == period.first.day and _months(after) == _months(period.first) + 1


def _year_before(day: date) -> date:
    last = month_end(day.year - 1, day.month)
    return last if day.day > last.day else day.replace(year=day.year - 1)
