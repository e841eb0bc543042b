"""`/history.rss` and `/history.atom`: an item for each incident and each window, revised as it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from functools import wraps
from io import StringIO
from typing import TYPE_CHECKING
from xml.sax.xmlreader import AttributesImpl

from django.http import HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.feedgenerator import rfc2822_date
from django.utils.xmlutils import SimplerXMLGenerator

from heliograph.lib import clock
from heliograph.lib.plain_text import one_line, xml_text
from heliograph.site import settings
from heliograph.site.address import absolute, host
from heliograph.status import archive
from heliograph.surfaces.statuspage import board as boards
from heliograph.surfaces.statuspage.happened import incident_url, window_url
from heliograph.surfaces.statuspage.markup import announcement, story
from heliograph.surfaces.statuspage.told import told_of_incident, told_of_window

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from django.http import HttpRequest

    from heliograph.status.models import Incident, Schedule
    from heliograph.surfaces.statuspage.board import Board

_READING = ("GET", "HEAD")


@dataclass(frozen=True, kw_only=True)
class Item:
    tag: str
    title: str
    url: str
    html: str
    began: datetime
    changed: datetime


def _feed(view: Callable[[Board], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Open as the pages are, which say the same."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in _READING:
            return HttpResponseNotAllowed(_READING)
        response = view(boards.read(settings.load(), at=clock.now()))
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answer


@_feed
def rss(board: Board) -> HttpResponse:
    xml = _Xml()
    xml.open("rss", {"version": "2.0", "xmlns:dc": "http://purl.org/dc/elements/1.1/"})
    xml.open("channel")
    xml.line("title", _title(board))
    xml.line("link", absolute(""))
    xml.line("description", "Statuspage")
    xml.line("pubDate", rfc2822_date(board.changed_at))
    for item in _items(board):
        xml.open("item")
        xml.line("title", item.title)
        xml.line("description", item.html)
        xml.line("pubDate", rfc2822_date(item.changed))
        xml.line("link", item.url)
        xml.line("guid", item.url)
        xml.close("item")
    xml.close("channel")
    xml.close("rss")
    return xml.answer("application/rss+xml; charset=utf-8")


@_feed
def atom(board: Board) -> HttpResponse:
    xml = _Xml()
    xml.open("feed", {"xml:lang": "en-US", "xmlns": "http://www.w3.org/2005/Atom"})
    xml.line("id", f"tag:{host()},2005:/history")
    xml.link("alternate", "text/html", absolute(""))
    xml.link("self", "application/atom+xml", absolute(reverse("statuspage:atom")))
    xml.line("title", _title(board))
    xml.line("updated", _rfc_3339(board.changed_at))
    xml.open("author")
    xml.line("name", one_line(board.site.name))
    xml.close("author")
    for item in _items(board):
        _entry(xml, item)
    xml.close("feed")
    return xml.answer("application/atom+xml; charset=utf-8")


def _entry(xml: _Xml, item: Item) -> None:
    xml.open("entry")
    xml.line("id", item.tag)
    xml.line("published", _rfc_3339(item.began))
    xml.line("updated", _rfc_3339(item.changed))
    xml.link("alternate", "text/html", item.url)
    xml.line("title", item.title)
    xml.line("content", item.html, {"type": "html"})
    xml.close("entry")


def _title(board: Board) -> str:
    return f"{one_line(board.site.name)} - Incident History"


def _items(board: Board) -> list[Item]:
    """The last to change first, as many as a document has."""
    incidents = archive.changed_incidents(at=board.at, most=boards.MOST, most_updates=boards.MOST_UPDATES)
    items = [
        *(_item_of_incident(one) for one in incidents),
        *(_item_of_window(one, board) for one in board.windows),
    ]
    return sorted(items, key=lambda one: (one.changed, one.tag), reverse=True)[: boards.MOST]


def _item_of_incident(incident: Incident) -> Item:
    told = told_of_incident(incident)
    return Item(
        tag=f"tag:{host()},2005:Incident/{incident.pk}",
        title=one_line(incident.name),
        url=incident_url(incident),
        html=xml_text(story(told)),
        began=incident.began_at,
        changed=max(incident.updated_at, *(one.changed_at for one in told)),
    )


def _item_of_window(window: Schedule, board: Board) -> Item:
    """Its number is among windows: an incident may have the same."""
    told = told_of_window(window, at=board.at)
    return Item(
        tag=f"tag:{host()},2005:Maintenance/{window.pk}",
        title=one_line(window.name),
        url=window_url(window),
        html=xml_text(announcement(window) + story(told)),
        began=window.scheduled_at,
        changed=max(window.updated_at, *(one.changed_at for one in told)),
    )


def _rfc_3339(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class _Xml:
    """Everything that is written into it is escaped."""

    def __init__(self) -> None:
        self._text = StringIO()
        self._xml = SimplerXMLGenerator(self._text, "UTF-8")
        self._xml.startDocument()

    def open(self, name: str, attributes: Mapping[str, str] | None = None) -> None:
        self._xml.startElement(name, AttributesImpl(attributes or {}))

    def close(self, name: str) -> None:
        self._xml.endElement(name)

    def line(self, name: str, text: str, attributes: Mapping[str, str] | None = None) -> None:
        self._xml.addQuickElement(name, text, dict(attributes or {}))

    def link(self, rel: str, kind: str, address: str) -> None:
        self.line("link", "", {"rel": rel, "type": kind, "href": address})

    def answer(self, content_type: str) -> HttpResponse:
        return HttpResponse(self._text.getvalue().encode(), content_type=content_type)
