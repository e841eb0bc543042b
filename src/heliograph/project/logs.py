"""How records are written: to stderr, one line each, whatever is in them."""

from __future__ import annotations

import json
import logging
import re
import threading
import time
from datetime import UTC, datetime

from typing_extensions import override

from heliograph.lib import wire
from heliograph.lib.database_failures import is_of_the_database
from heliograph.lib.env import LogFormat
from heliograph.lib.plain_text import one_line

LogConfig = dict[str, object]

_LINK = re.compile(
    r"(/dashboard/(?:password|address|invitation|set-up)/|/subscribers/(?:verify|manage|unsubscribe)/)[^\s/\"']+"
)
"""Paths of mailed links: who reads the log must not be able to follow one."""

_QUIET = 5.0
"""Seconds."""


class OutageInShort(logging.Filter):
    """While the database is gone everything fails alike: a line now and then says so, without a trace."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._next_at = 0.0
        self._left_out = 0

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        failure = record.exc_info[1] if record.exc_info else None
        if not is_of_the_database(failure):
            return True
        with self._lock:
            now = time.monotonic()
            if now < self._next_at:
                self._left_out += 1
                return False
            left_out, self._left_out, self._next_at = self._left_out, 0, now + _QUIET
        more = f"; so did {left_out} more since it was last said" if left_out else ""
        record.msg, record.args = "%s%s: %s", (record.getMessage(), more, one_line(str(failure)))
        record.exc_info = record.exc_text = None
        return True


class TextLines(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")

    @override
    def format(self, record: logging.LogRecord) -> str:
        """What came from outside cannot begin a line of its own, nor move the terminal's cursor."""
        text = _without_keys(super().format(record))
        return "".join(one if one.isprintable() else _escaped(one) for one in text)


class JsonLines(logging.Formatter):
    @override
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": wire.timestamp(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": _without_keys(record.getMessage()),
        }
        if record.exc_info:
            line["trace"] = _without_keys(self.formatException(record.exc_info))
        return json.dumps(line)


def _without_keys(text: str) -> str:
    """Replace the key of each mailed link: Django logs the path of a request that fails."""
    return _LINK.sub(r"\1[key]", text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


_FORMATTERS = {LogFormat.TEXT: TextLines, LogFormat.JSON: JsonLines}


def config(log_format: LogFormat) -> LogConfig:
    """For logging.config.dictConfig. Refusals are answers: what a visitor did wrong is no line here."""
    formatter = _FORMATTERS[log_format]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": f"{formatter.__module__}.{formatter.__qualname__}"}},
        "filters": {"outage": {"()": f"{__name__}.{OutageInShort.__name__}"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["outage"]},
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "heliograph": {"level": "INFO"},
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "CRITICAL"},
            "_granian": {"level": "ERROR"},
            # They tell of addresses, which are secrets: what went wrong is on the delivery.
            "apprise": {"level": "CRITICAL"},
            "httpx": {"level": "CRITICAL"},
        },
    }
