"""What a service manager gets of us in production can be read by programs, and nobody forges it."""

import json
import logging
from datetime import datetime, timedelta

from clara.adapters.observing.logs import JsonLines


def test_a_line_of_the_log_is_an_object_that_nothing_can_be_forged_in() -> None:
    forged = 'x\n{"level": "INFO", "message": "all is well"}'
    record = logging.LogRecord("clara.test", logging.WARNING, "", 1, "file %s", (forged,), None)
    line = JsonLines().format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert (told["level"], told["logger"], told["message"]) == (
        "WARNING",
        "clara.test",
        f"file {forged}",
    )
    assert datetime.fromisoformat(told["time"]).utcoffset() == timedelta(0)
