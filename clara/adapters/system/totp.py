"""Codes of authenticator apps, by pyotp; their QR codes, by segno."""

from datetime import datetime, timedelta
from io import BytesIO

from clara.application.accounts.ports import Totp
from clara.domain.accounts.authenticator import STEP_SECONDS

_ISSUER = "Clara"
_QUIET_ZONE, _SCALE = 4, 5


class PyotpTotp(Totp):
    # pyotp and segno are imported by whoever first needs them: most servers' days begin without.

    def new_seed(self) -> str:
        import pyotp

        return pyotp.random_base32(32)

    def step(self, seed: str, code: str, now: datetime) -> int | None:
        import pyotp

        totp = pyotp.TOTP(seed, interval=STEP_SECONDS)
        for moment in (now, now - timedelta(seconds=STEP_SECONDS)):
            if totp.verify(code, for_time=moment, valid_window=0):
                return int(moment.timestamp()) // STEP_SECONDS
        return None

    def uri(self, seed: str, email: str) -> str:
        import pyotp

        return pyotp.TOTP(seed, interval=STEP_SECONDS).provisioning_uri(
            name=email, issuer_name=_ISSUER
        )

    def qr_svg(self, uri: str) -> str:
        import segno

        svg = BytesIO()
        segno.make(uri, error="m").save(
            svg, kind="svg", scale=_SCALE, border=_QUIET_ZONE, xmldecl=False, nl=False, light="#fff"
        )
        return svg.getvalue().decode()
