"""One check of an address, over the network."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from heliograph.lib import outbound
from heliograph.monitoring.expected_statuses import ranges
from heliograph.monitoring.limits import LONGEST_ADDRESS
from heliograph.monitoring.verdict import Result

_SIZE = 1_048_576
"""Bytes of an answer that are read and decompressed, and searched for the keyword."""

_TCP = "tcp"
_NO_PORT = "A connection is opened to a host and a port, as in tcp://example.com:5432."


@dataclass(frozen=True, kw_only=True)
class Target:
    """See MonitorDraft."""

    address: str
    timeout: float
    expected_statuses: str
    keyword: str = ""


def probe(target: Target) -> Result:
    """Takes no longer than the target's timeout. What fails is a result, and not raised."""
    refusal = refusal_of(target.address)
    if refusal is not None:
        return Result(is_up=None, error=refusal)
    try:
        return _connected(target) if urlsplit(target.address).scheme == _TCP else _answered(target)
    except outbound.LeadsInside as error:
        return Result(is_up=None, error=str(error))
    except outbound.Unanswered as error:
        return Result(is_up=False, error=str(error))


def refusal_of(address: str) -> str | None:
    """Why it cannot be checked, as far as that can be told without trying."""
    if not address:
        return "There is nothing to check: neither an address nor a link of the component."
    if len(address) > LONGEST_ADDRESS or not address.isprintable():
        return f"An address is one line of {LONGEST_ADDRESS:,} characters at most."
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "It is no address."
    if parts.username is not None:
        return "It holds a name or a password, which everybody could read who may see it."
    if parts.scheme != _TCP:
        return outbound.refusal_of(address)
    is_bare = bool(host and port) and not (parts.path or parts.query or parts.fragment)
    return outbound.refusal_of_host(host) if is_bare else _NO_PORT


def _connected(target: Target) -> Result:
    parts = urlsplit(target.address)
    seconds = outbound.knock(parts.hostname or "", parts.port or 0, seconds=target.timeout)
    return Result(is_up=True, milliseconds=round(1000 * seconds))


def _answered(target: Target) -> Result:
    bounds = outbound.Bounds(connect=target.timeout, total=target.timeout, size=_SIZE)
    answer = outbound.ask(outbound.Question(url=target.address), bounds)
    error = _error_of(answer, target)
    milliseconds = round(1000 * answer.seconds)
    return Result(
        is_up=not error,
        code=answer.status,
        milliseconds=milliseconds,
        error=error,
        certificate_until=answer.certificate_until,
    )


def _error_of(answer: outbound.Answer, target: Target) -> str:
    if not any(answer.status in one for one in ranges(target.expected_statuses)):
        return f"The status is {answer.status}, and not {target.expected_statuses}."
    if target.keyword not in answer.text:
        return "The keyword is not in the answer."
    return ""
