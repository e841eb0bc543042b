"""Length limit of a message, for what is only previewed and never reaches an action."""

from __future__ import annotations

from heliograph.errors import Invalid

MAX_LENGTH = 65_535
"""Characters, as in the API."""


def require_length(field: str, text: str) -> str:
    """Returns the text. Raises Invalid on `field` where it is longer than a message may be."""
    if len(text) > MAX_LENGTH:
        raise Invalid({field: [f"The {field} field must not have more than {MAX_LENGTH} characters."]})
    return text
