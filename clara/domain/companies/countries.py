"""Countries, and what is usual in those that most companies are from."""

from msgspec import Struct

from clara.domain.errors import Invalid

COUNTRIES = frozenset(
    """AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR
    BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC
    EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK
    HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB
    LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ
    NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU
    RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN
    TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW""".split()
)
"""ISO 3166-1 alpha-2, officially assigned."""


class Usual(Struct, frozen=True, kw_only=True):
    """The currency of a country, and the time zone that most of it lives in."""

    currency: str
    time_zone: str


USUAL = {
    "MX": Usual(currency="MXN", time_zone="America/Mexico_City"),
    "BR": Usual(currency="BRL", time_zone="America/Sao_Paulo"),
    "CO": Usual(currency="COP", time_zone="America/Bogota"),
}


def checked_country(text: str) -> str:
    """`text` as an ISO 3166-1 alpha-2 code. Raises `invalid_country`."""
    code = text.upper()
    if code not in COUNTRIES:
        raise Invalid(
            "invalid_country",
            f"'{text[:2]}' is not an ISO 3166-1 country code; write one like MX, BR or CO.",
        )
    return code
