"""How records are written: to stderr, one line each, whatever is in them."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from typing_extensions import override

from heliograph.lib import wire
from heliograph.lib.env import LogFormat

LogConfig = dict[str, object]


class TextLines(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")

    @override
    def format(self, record: logging.LogRecord) -> str:
        """What came from outside cannot begin a line of its own, nor move the terminal's cursor."""
        text = super().format(record)
        return "".join(one if one.isprintable() else _escaped(one) for one in text)


class JsonLines(logging.Formatter):
    @override
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": wire.timestamp(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line)


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
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "heliograph": {"level": "INFO"},
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "CRITICAL"},
            "_granian": {"level": "WARNING"},
            # They tell of addresses, which are secrets: what went wrong is on the delivery.
            "apprise": {"level": "CRITICAL"},
            "httpx": {"level": "CRITICAL"},
        },
    }
