"""Cases of attachments, which are a user's own, whatever company they work in."""

from collections.abc import Iterable
from typing import Any

from clara.application.attachments.delete_attachment import DeleteAttachment
from clara.application.attachments.list_attachments import ListAttachments
from clara.application.attachments.list_supported_attachments import ListSupportedAttachments
from clara.application.attachments.open_upload_link import OpenUploadLink
from clara.application.use_case import UseCase
from tests.parity.support.case import HOSTILE, LONG, NUL, Case
from tests.parity.support.people import ATTACHMENTS

INVALID = "invalid_parameters"
REFUSED = "unauthenticated"
ABSENT = "attachment_not_found"
MINE, THEIRS = ATTACHMENTS
NEEDED: dict[type, dict[str, Any]] = {DeleteAttachment: {"attachment_id": MINE}}
"""What a command can't do without."""

_TABLE: dict[type[UseCase[Any, Any]], tuple[Case, ...]] = {
    ListSupportedAttachments: (),
    OpenUploadLink: (),
    ListAttachments: (),
    DeleteAttachment: (
        Case("of another user", {"attachment_id": THEIRS}, ABSENT),
        Case("unknown", {"attachment_id": "attachment_" + "0" * 32}, ABSENT),
        Case("hostile", {"attachment_id": HOSTILE}, ABSENT),
        Case("with NUL", {"attachment_id": NUL}, ABSENT),
        Case("too long", {"attachment_id": LONG}, INVALID),
    ),
}


def attachment_cases() -> Iterable[tuple[type[UseCase[Any, Any]], Case]]:
    """Every operation with each of its cases."""
    for use_case, own in _TABLE.items():
        needed = {"company_id": ..., **NEEDED.get(use_case, {})}
        for case in (*_common(use_case), *own):
            yield use_case, case.with_fields(needed)


def _common(use_case: type[UseCase[Any, Any]]) -> Iterable[Case]:
    changes = use_case is DeleteAttachment
    theirs = ABSENT if changes else "ok"
    yield Case("plain", changes=changes)
    yield Case("as an employee", {}, theirs, by="employee")
    yield Case(
        "signed-in administrator",
        {},
        by="signed-in administrator",
        changes=changes,
        mcp=REFUSED,
    )
    yield Case("signed-in guest", {}, theirs, by="signed-in guest", mcp=REFUSED)
    yield Case("unknown field", {"bogus": "1"}, INVALID)
    for name in ("revoked", "expired", "nobody", "application"):
        yield Case(f"credential {name}", {}, REFUSED, by=name)
    yield Case("inactive user", {}, "account_inactive", by="inactive")
    yield Case("without the scope", {}, "scope_missing", by="narrow")
    for name, whose in (("another", "<b.user>"), ("unknown", "user_" + "0" * 32)):
        yield Case(f"user {name}", {"user_id": whose}, "another_user", tool=INVALID)
    yield Case("user hostile", {"user_id": HOSTILE}, "another_user", tool=INVALID)
    yield Case("user too long", {"user_id": LONG}, INVALID)
