"""The command `heliograph`."""

from __future__ import annotations

import logging
import os
import sys

import django
from django.core.management import load_command_class
from django.db import OperationalError, connections

from heliograph import __version__
from heliograph.errors import Invalid, Refused
from heliograph.lib.env import WrongEnvironment
from heliograph.lib.loading import loading
from heliograph.project.database import database_failed
from heliograph.project.exits import CannotGoOn, Exit

log = logging.getLogger("heliograph")

_OURS = "heliograph.project"
COMMANDS = {
    "serve": (_OURS, "serve the page, with a worker beside it"),
    "worker": (_OURS, "a worker alone, for more nodes"),
    "migrate": ("django.core", "bring the database up to date"),
    "demo": (_OURS, "fill an empty installation with a living demo"),
    "user": (_OURS, "make users"),
    "token": (_OURS, "make API tokens"),
    "settings": (_OURS, "show and change the page's settings"),
    "logo": (_OURS, "change the page's logo"),
    "import": (_OURS, "bring another status page's database in"),
    "subscribers": (_OURS, "bring lists of subscribers in and out"),
    "export": (_OURS, "write everything as JSON for other programs"),
    "backup": (_OURS, "write the whole installation into one file"),
    "restore": (_OURS, "bring a backup back"),
    "publish": (_OURS, "write the page as files for any web server"),
    "check": (_OURS, "run all monitors once"),
    "doctor": (_OURS, "say what is wrong with this installation, and how to mend it"),
}


_OWNER_ONLY = 0o077
"""Whatever a command makes is for the user that runs it, even in a folder that others may enter."""


def main() -> int:
    os.umask(_OWNER_ONLY)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heliograph.project.settings")
    name, *_ = [*sys.argv[1:], "help"]
    match name:
        case "help" | "-h" | "--help":
            sys.stdout.write(_overview())
        case "--version" | "version":
            sys.stdout.write(f"{__version__}\n")
        case _ if name not in COMMANDS:
            sys.stderr.write(f"There is no command {name!r}.\n\n{_overview()}")
            return Exit.USAGE
        case _:
            return _run(name, sys.argv[2:])
    return Exit.DONE


def _overview() -> str:
    lines = (f"  {name:<12}{what}\n" for name, (_, what) in COMMANDS.items())
    return f"heliograph COMMAND [--help]\n\n{''.join(lines)}\nWhat can be configured: docs/configuration.md\n"


def _run(name: str, arguments: list[str]) -> int:
    try:
        with loading():
            django.setup()
            command = load_command_class(COMMANDS[name][0], name)
        command.run_from_argv(["heliograph", name, *arguments])
    except (WrongEnvironment, CannotGoOn, Refused, OperationalError) as reason:
        return _told(reason)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:  # whoever read us has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception:
        log.exception("heliograph %s failed, and the fault is ours. Please report this line.", name)
        return Exit.OUR_FAULT
    finally:
        _close()
    return Exit.DONE


def _close() -> None:
    if django.apps.apps.ready:
        connections.close_all()


def _told(reason: Exception) -> Exit:
    match reason:
        case WrongEnvironment():
            status, lines = Exit.ENVIRONMENT, [str(reason)]
        case CannotGoOn():
            status, lines = reason.status, [str(reason)]
        case Invalid():
            said = reason.errors.items()
            status, lines = Exit.REFUSED, [f"{field}: {one}" for field, messages in said for one in messages]
        case OperationalError():
            status, lines = Exit.DATABASE, [str(database_failed(reason))]
        case _:
            status, lines = Exit.REFUSED, [str(reason) or type(reason).__name__]
    for line in lines:
        sys.stderr.write(f"heliograph: {line}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
