"""Lines of the log: as text for people, or as JSON for programs."""

import logging
from typing import Any

from pythonjsonlogger.msgspec import MsgspecFormatter

from clara.adapters.observing.access_log import moment
from clara.adapters.observing.context import REQUEST_ID, trace_id


class JsonLines(MsgspecFormatter):
    """One object a line: time, level, logger, message; where there is one, the request, its trace
    and the exception. Nothing else that somebody attached to a record."""

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        log_data.clear()
        log_data |= {
            "time": moment(record.created),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        known = {
            "request_id": REQUEST_ID.get(),
            "trace_id": trace_id(),
            "exception": self.formatException(record.exc_info) if record.exc_info else None,
        }
        log_data |= {name: value for name, value in known.items() if value}
