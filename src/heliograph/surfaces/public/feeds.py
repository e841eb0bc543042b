"""Incidents with their updates for feed readers: RSS 2.0, Atom and JSON Feed 1.1."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.http import http_date
from django.utils.translation import gettext as _
from typing_extensions import override

from heliograph.lib.plain_text import one_line
from heliograph.lib.wire import timestamp
from heliograph.site.address import absolute
from heliograph.status import archive
from heliograph.surfaces.public.door import page
from heliograph.surfaces.public.links import link_to
from heliograph.surfaces.public.presenters.stories import UPDATES_OF_A_STORY, last_change, story

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.feedgenerator import SyndicationFeed

    from heliograph.surfaces.public.door import Visit
    from heliograph.surfaces.public.presenters.stories import Story

_MOST = 100
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When an empty feed changed last: the same on every request, so that its bytes are."""


class _Rss(Rss201rev2Feed):
    content_type = "application/rss+xml; charset=utf-8"

    @override
    def latest_post_date(self) -> datetime:
        return _latest(self)


class _Atom(Atom1Feed):
    content_type = "application/atom+xml; charset=utf-8"

    @override
    def latest_post_date(self) -> datetime:
        return _latest(self)


def _latest(feed: SyndicationFeed) -> datetime:
    """Django would take the time now for a feed without items."""
    moments = [one["updateddate"] for one in feed.items]
    return max(moments, default=_NEVER)


@page
def rss(visit: Visit) -> HttpResponse:
    return _syndicated(visit, _Rss, link_to("rss"))


@page
def atom(visit: Visit) -> HttpResponse:
    return _syndicated(visit, _Atom, link_to("atom"))


@page
def json_feed(visit: Visit) -> HttpResponse:
    stories = _stories(visit)
    name = one_line(visit.site.name)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": name,
        "description": _about(name),
        "home_page_url": absolute(link_to("status-page")),
        "feed_url": absolute(link_to("json-feed")),
        "language": translation.get_language(),
        "authors": [{"name": name}],
        "items": [_item(one) for one in stories],
    }
    return _answer(json.dumps(feed).encode(), "application/feed+json", stories)


def _syndicated(visit: Visit, kind: type[_Rss | _Atom], path: str) -> HttpResponse:
    stories, name = _stories(visit), one_line(visit.site.name)
    feed = kind(
        title=name,
        link=absolute(link_to("status-page")),
        description=_about(name),
        language=translation.get_language(),
        author_name=name,
        feed_url=absolute(path),
    )
    for one in stories:
        feed.add_item(
            title=one.title,
            link=one.url,
            description=one.html,
            unique_id=one.guid,
            unique_id_is_permalink=False,
            pubdate=one.began,
            updateddate=one.changed,
            categories=[one.state],
        )
    return _answer(feed.writeString("utf-8").encode(), kind.content_type, stories)


def _stories(visit: Visit) -> list[Story]:
    incidents = archive.changed_incidents(at=visit.at, most=_MOST, most_updates=UPDATES_OF_A_STORY)
    return [story(one, visit.calendar) for one in incidents]


def _item(one: Story) -> Mapping[str, object]:
    return {
        "id": one.guid,
        "url": one.url,
        "title": one.title,
        "content_html": one.html,
        "date_published": timestamp(one.began),
        "date_modified": timestamp(one.changed),
        "tags": [one.state],
    }


def _about(name: str) -> str:
    return _("Incidents and their updates, as told by %(site)s") % {"site": name}


def _answer(body: bytes, content_type: str, stories: Sequence[Story]) -> HttpResponse:
    """The ETag is made of the bytes, for every answer alike."""
    response = HttpResponse(body, content_type=content_type)
    changed = last_change(stories)
    if changed is not None:
        response["Last-Modified"] = http_date(changed.timestamp())
    return response
