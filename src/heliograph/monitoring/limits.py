"""How often, how long and how patiently a component may be checked, and what is usual."""

from __future__ import annotations

LONGEST_ADDRESS = 2048
LONGEST_KEYWORD = 255
LONGEST_ERROR = 255
LONGEST_STATUSES = 100

SHORTEST_INTERVAL, USUAL_INTERVAL, LONGEST_INTERVAL = 10, 60, 86_400
"""Seconds."""

USUAL_TIMEOUT, LONGEST_TIMEOUT = 10, 60
"""Seconds."""

USUAL_THRESHOLD, LARGEST_THRESHOLD = 2, 20
"""Checks in a row."""

SLOWEST = 60_000
"""Milliseconds."""
