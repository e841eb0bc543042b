"""Answers to who carries a token, made once and handed out until something changes.

Guests are served by `publishing`, which shares one answer among all of them. What a token is shown may be
for its owner's eyes, so that here an answer is kept for one user's abilities and is never told as old.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.http import HttpResponse

from heliograph.lib import horizon
from heliograph.lib.remembered import remembered
from heliograph.publishing.turns import next_turn

if TYPE_CHECKING:
    from datetime import datetime

    from heliograph.surfaces.rest.request import ApiRequest

ROOM = 4 * 1024 * 1024
"""Bytes that each thread keeps."""

_OVERHEAD = 1_000

_Question = tuple[int | None, frozenset[str], str]


@dataclass(frozen=True, slots=True)
class _Ready:
    """Holds from `since` until `until`: a clock can be put back."""

    content: bytes
    content_type: str
    since: datetime
    until: datetime


class _Shelf:
    """The least recently asked for go first."""

    def __init__(self) -> None:
        self._answers: OrderedDict[_Question, _Ready] = OrderedDict()
        self._size = 0

    def get(self, question: _Question, *, at: datetime) -> _Ready | None:
        answer = self._answers.get(question)
        if answer is None or not answer.since <= at < answer.until:
            return None
        self._answers.move_to_end(question)
        return answer

    def put(self, question: _Question, answer: _Ready) -> None:
        old = self._answers.pop(question, None)
        self._size += _size(question, answer) - (_size(question, old) if old else 0)
        self._answers[question] = answer
        while self._size > ROOM:
            self._size -= _size(*self._answers.popitem(last=False))


def _size(question: _Question, answer: _Ready) -> int:
    """Bytes in memory, roughly: a short answer can have a long address."""
    return _OVERHEAD + len(question[2]) + len(answer.content)


def ready(request: ApiRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
    """What `make` answers, or answered before. What it raises is not kept."""
    shelf = remembered("answers", _Shelf)
    question = (request.actor.user_id, request.actor.abilities, request.build_absolute_uri())
    known = shelf.get(question, at=request.now)
    if known is not None:
        return HttpResponse(known.content, content_type=known.content_type)
    with horizon.listening() as told:
        response = make()
    turn = next_turn(after=request.now, zone=ZoneInfo(request.settings.timezone))
    until = turn if told.until is None else min(turn, told.until)
    shelf.put(question, _Ready(response.content, response["Content-Type"], request.now, until))
    return response
