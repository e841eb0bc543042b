"""How often, how long and how patiently a component may be checked."""

from __future__ import annotations

LONGEST_ADDRESS = 2048
LONGEST_KEYWORD = 255
LONGEST_ERROR = 255
LONGEST_STATUSES = 100

SHORTEST_INTERVAL, LONGEST_INTERVAL = 10, 86_400
"""Seconds."""

LONGEST_TIMEOUT = 60
"""Seconds."""

LARGEST_THRESHOLD = 20
"""Checks in a row."""

SLOWEST = 60_000
"""Milliseconds."""
