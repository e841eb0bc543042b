"""What is this installation's own for ever: other people's systems know its things by it.

It is a row, and none of the secrets: those may be changed, and a copy of the database is the same page.
"""

from __future__ import annotations

from enum import IntEnum

from heliograph.lib.codes import Codes
from heliograph.lib.remembered import remembered
from heliograph.site.models import Installation

_THE_ONLY = 1


class Coded(IntEnum):
    """What has a code. The numbers are in every code that was ever given out: they never change."""

    PAGE = 0
    COMPONENT = 1
    COMPONENT_GROUP = 2
    INCIDENT = 3
    SCHEDULE = 4
    UPDATE = 5
    INCIDENT_OPENING = 6
    SCHEDULE_OPENING = 7
    SCHEDULE_BEGUN = 8
    SCHEDULE_COMPLETED = 9


def this_installation() -> Installation:
    """Named when the database was made; a database that has lost the row gets a name here."""
    return remembered("installation", lambda: Installation.objects.get_or_create(pk=_THE_ONLY)[0])


def codes() -> Codes:
    return Codes(key=this_installation().guid.bytes)
