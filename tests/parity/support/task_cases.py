"""Cases of tasks, which are a user's own, whatever company they are about."""

from collections.abc import Iterable
from typing import Any

from clara.application.analysis.view_chart import ViewChart
from clara.application.tasks.cancel_task import CancelTask
from clara.application.tasks.download_task_file import DownloadTaskFile
from clara.application.tasks.list_tasks import ListTasks
from clara.application.tasks.view_task import ViewTask
from clara.application.use_case import UseCase
from tests.parity.support.case import HOSTILE, HUGE, LONG, NUL, Case
from tests.parity.support.people import TASKS

INVALID = "invalid_parameters"
REFUSED = "unauthenticated"
ABSENT = "task_not_found"
MINE, THEIRS = TASKS
NEEDED: dict[type, dict[str, Any]] = {
    ViewTask: {"task_id": MINE},
    CancelTask: {"task_id": MINE},
    DownloadTaskFile: {"task_id": MINE},
    ViewChart: {"task_id": MINE, "format": "svg"},
}
"""What a command can't do without."""

_TABLE: dict[type[UseCase[Any, Any]], tuple[Case, ...]] = {
    ListTasks: (
        Case("of none", {"limit": 0}),
        Case("of many", {"limit": 200}, tool=INVALID),
        Case("of too many", {"limit": 201}, INVALID),
        Case("limit of text", {"limit": "many"}, INVALID),
        Case("beyond the end", {"offset": 1_000_000}),
        Case("offset below none", {"offset": -1}, INVALID),
        Case("offset huge", {"offset": HUGE}, INVALID),
        Case("queued", {"status": "queued"}),
        Case("cancelled", {"status": "cancelled"}),
        Case("in another spelling", {"status": "QUEUED"}, INVALID),
        Case("status hostile", {"status": HOSTILE}, INVALID),
    ),
    ViewTask: (
        Case("of another user", {"task_id": THEIRS}, ABSENT),
        Case("unknown", {"task_id": "task_" + "0" * 32}, ABSENT),
        Case("hostile", {"task_id": HOSTILE}, ABSENT),
        Case("with NUL", {"task_id": NUL}, ABSENT),
        Case("too long", {"task_id": LONG}, INVALID),
        Case("missing", {"task_id": ...}, INVALID, path="ok"),
        Case("no rows", {"limit": 0}),
        Case("too many rows", {"limit": 201}, INVALID),
        Case("rows beyond the end", {"offset": 1_000_000}),
        Case("rows from text", {"offset": "the first"}, INVALID),
    ),
    CancelTask: (
        Case("of another user", {"task_id": THEIRS}, ABSENT),
        Case("unknown", {"task_id": "task_" + "0" * 32}, ABSENT),
        Case("hostile", {"task_id": HOSTILE}, ABSENT),
        Case("with NUL", {"task_id": NUL}, ABSENT),
        Case("too long", {"task_id": LONG}, INVALID),
    ),
    ViewChart: (
        Case("of another user", {"task_id": THEIRS}, ABSENT),
        Case("unknown", {"task_id": "task_" + "0" * 32}, ABSENT),
        Case("hostile", {"task_id": HOSTILE}, ABSENT),
        Case("with NUL", {"task_id": NUL}, ABSENT),
        Case("too long", {"task_id": LONG}, INVALID),
    ),
    DownloadTaskFile: (
        Case("of another user", {"task_id": THEIRS}, ABSENT),
        Case("unknown", {"task_id": "task_" + "0" * 32}, ABSENT),
        Case("hostile", {"task_id": HOSTILE}, ABSENT),
        Case("with NUL", {"task_id": NUL}, ABSENT),
        Case("too long", {"task_id": LONG}, INVALID),
    ),
}


def task_cases() -> Iterable[tuple[type[UseCase[Any, Any]], Case]]:
    """Every operation with each of its cases."""
    for use_case, own in _TABLE.items():
        needed = {"company_id": ..., **NEEDED.get(use_case, {})}
        for case in (*_common(use_case), *own):
            yield use_case, case.with_fields(needed)


def _common(use_case: type[UseCase[Any, Any]]) -> Iterable[Case]:
    changes = use_case is CancelTask
    theirs = "ok" if use_case is ListTasks else ABSENT
    lacks = {DownloadTaskFile: "task_file_not_found", ViewChart: "chart_not_found"}
    good = lacks.get(use_case, "ok")
    yield Case("plain", {}, good, changes=changes)
    yield Case("as an employee", {}, theirs, by="employee")
    yield Case("signed in", {}, good, by="signed-in administrator", changes=changes, mcp=REFUSED)
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
