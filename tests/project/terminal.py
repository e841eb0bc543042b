"""`heliograph` on a terminal of its own: what it asks and what is typed."""

import os
import pty
import sys
from collections.abc import Mapping, Sequence

from tests.project.installation import Installation

_SETTINGS = {"DJANGO_SETTINGS_MODULE": "heliograph.project.settings"}


def on_terminal(
    installation: Installation, *arguments: str, answers: Sequence[tuple[str, str]]
) -> tuple[int, str]:
    """Types each answer when its question is there. Returns the exit status, and all that was shown."""
    command = [sys.executable, "-m", "heliograph.project", *arguments]
    environment: Mapping[str, str] = {**_SETTINGS, **installation.environment}
    process, terminal = pty.fork()
    if process == 0:
        os.execve(command[0], command, environment)  # noqa: S606 - the program under test
    shown = ""
    for question, answer in answers:
        shown += _shown_until(terminal, question)
        os.write(terminal, f"{answer}\n".encode())
    shown += _shown_until(terminal, None)
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), shown


def _shown_until(terminal: int, question: str | None) -> str:
    """Without a question, until the program ends: the terminal has no other side then."""
    shown = ""
    while question is None or question not in shown:
        try:
            read = os.read(terminal, 1024).decode()
        except OSError:
            break
        if not read:
            break
        shown += read
    return shown
