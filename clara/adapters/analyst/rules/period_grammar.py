"""The period grammar: what comes first is tried first, over the letters of `letters.py`.

A year after something is written 2026, of 2026, of this year or of last year.
"""

import re
from collections.abc import Callable

from clara.adapters.analyst.rules import dated_periods as dated
from clara.adapters.analyst.rules import relative_periods as relative
from clara.adapters.analyst.rules.period_reading import Context, Found

Reader = Callable[[Context], Found | list[Found] | None]

_SHORTHANDS = {
    "<year>": "(?P<y>(?:f{0,2}e?(?:y|jy|Tj|jT|Lj|jL|j))?)",
    "<year2>": "(?P<z>(?:f{0,2}e?(?:y|jy|Tj|jT|Lj|jL|j))?)",
    "<month>": "(?P<m>M)",
    "<month2>": "(?P<n>M)",
    "<day>": "e{0,2}a?(?P<d>[do])",
    "<day2>": "e{0,2}a?(?P<e>[do])",
    "<count>": "(?P<n>[dn])",
    "<unit>": "(?P<u>[awmkjgcsbit])",
}
_PATTERNS: tuple[tuple[str, Reader], ...] = (
    ("[BfS]?e?(?P<a>v)[ARh]e?(?P<z>v)", dated.written_range),
    ("(?P<a>v)", dated.written),
    ("[BfS]?<day>f?e?<month><year>[ARh]<day2>f?e?<month2><year2>", dated.days_of_months),
    ("[BfS]?e?<month><day><year>[ARh]e?<month2><day2><year2>", dated.days_of_months),
    ("wf<day>f?e?<month><year>", dated.week_of_day),
    ("wfe?<month><day><year>", dated.week_of_day),
    ("B<day>A<day2>f?e?<month><year>", dated.days_of_month),
    ("w?[fS]?<day>[Rh]<day2>f?e?<month><year>", dated.days_of_month),
    ("Be?<month><day>A<day2><year>", dated.days_of_month),
    ("[fS]?e?<month><day>[Rh]<day2><year>", dated.days_of_month),
    ("Be?<month><year>Ae?<month2><year2>", dated.months_unless_compared),
    ("[fS]e?<month><year>Re?<month2><year2>", dated.months_unless_compared),
    ("<month><year>h<month2><year2>", dated.months),
    ("<month><year>Re?<month2><year2>", dated.months_unless_compared),
    ("<day>f?e?<month><year>", dated.day_of_month),
    ("<month><day><year>", dated.day_of_month),
    ("(?P<o>o)cf?e?<month><year>", dated.fortnight_of_month),
    ("B?e?(?P<o>o)Af?e?(?P<p>o)(?P<u>[kg])<year>", dated.two_parts),
    ("(?P<o>o)(?P<u>[kg])<year>", dated.ordinal_part),
    ("Be?(?P<q>q)Ae?(?P<r>q)<year>", dated.quarters),
    ("[fS]?e?(?P<q>q)[Rh]e?(?P<r>q)<year>", dated.quarters),
    ("(?P<q>q)<year>", dated.short_quarter),
    ("(?P<q>H)<year>", dated.short_half),
    ("(?:f?e?mf{1,2}e?)?<month><year>", dated.one_month),
    ("=e?[awmkjgcsbit]f?e?j?f?(?P<n>y)", relative.same_in_year),
    ("Be?j?f?(?P<a>y)Ae?(?P<z>y)", dated.years),
    ("[fS]e?j?f?(?P<a>y)Re?(?P<z>y)", dated.years),
    ("(?P<a>y)[Rh](?P<z>y)", dated.years),
    ("(?:jf?)?(?P<n>y)", relative.year),
    ("=e?[awmkjgcsbit]f?e?(?:Lj|jL)", relative.same_last_year),
    ("(?:(?P<n>[dn]))?<unit>P", relative.preceding),
    ("[lL]<count><unit>", relative.recent),
    ("<count>[lL]<unit>", relative.recent_after),
    ("<count><unit>[lL]", relative.recent),
    ("G<count><unit>", relative.ago),
    ("<count><unit>G", relative.ago),
    ("X(?:[dn])?<unit>|(?:[dn])?[awmkjgcsbit]X", relative.coming),
    ("T<unit>", relative.this),
    ("L<unit>", relative.last),
    ("l<unit>", relative.past),
    ("<unit>T", relative.this),
    ("<unit>L", relative.last),
    ("<unit>l", relative.past),
    ("(?P<w>W)[Ll]", relative.weekday),
    ("[LlT]?(?P<w>W)", relative.weekday),
    ("fe?(?P<u>[wmkjb])(?!f)", relative.this),
    ("<count>(?P<u>[awmk])", relative.lasting),
    ("z", relative.named),
)


def _compiled(pattern: str) -> re.Pattern[str]:
    for shorthand, meaning in _SHORTHANDS.items():
        pattern = pattern.replace(shorthand, meaning)
    return re.compile(pattern)


GRAMMAR: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (_compiled(pattern), reader) for pattern, reader in _PATTERNS
)
