"""The one HTTP client: whatever Heliograph asks of an address that somebody wrote down goes through here.

Each connection is judged when it is made, by the address that its name has at that moment, and so is each
redirect, since it is a connection of its own. What is asked is bounded in time, what is answered in size.
The environment's proxies are not used: they would reach what we may not.

httpx-secure was looked at and is not used: it finds a name's address by connecting to it, so that whoever may
enter an address could still knock at every port inside; and it takes 6to4 and Teredo for the internet.
"""

from heliograph.lib.outbound.client import Client, ask, knock, refusal_of, refusal_of_host
from heliograph.lib.outbound.for_requests import guarding_requests, requests_session
from heliograph.lib.outbound.retry_after import retry_after
from heliograph.lib.outbound.vocabulary import (
    USUAL,
    Answer,
    Bounds,
    LeadsInside,
    Question,
    TookTooLong,
    Unanswered,
)

__all__ = [
    "USUAL",
    "Answer",
    "Bounds",
    "Client",
    "LeadsInside",
    "Question",
    "TookTooLong",
    "Unanswered",
    "ask",
    "guarding_requests",
    "knock",
    "refusal_of",
    "refusal_of_host",
    "requests_session",
    "retry_after",
]
