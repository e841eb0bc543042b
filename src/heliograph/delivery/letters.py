"""What is told, as a mail: for subscribers, once for each language, and for operators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings as project
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from heliograph.delivery.paint import Mark, component_mark, mark_of
from heliograph.delivery.stencil import Stencil, gap
from heliograph.lib import clock, markdown
from heliograph.lib.plain_text import many_lines, one_line
from heliograph.site import settings
from heliograph.site.address import absolute, host
from heliograph.site.language import FALLBACK
from heliograph.site.letterhead import Letterhead

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heliograph.delivery.told import Affected, Note, Told

ADDRESS, MESSAGE, MANAGE, UNSUBSCRIBE = "address", "message", "manage", "unsubscribe"
OPENING = "opening"
"""The gaps: the recipient's address, the ids of this message and of the thread's first, the links' keys."""

_BOUNDARY = "=_heliograph"
_PACKED_LINE = 600


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A note: `text` as it was written, `html` the same for eyes."""

    words: str
    when: str
    text: str
    html: SafeString


def news(told: Told, *, language: str, ends_with_it: bool) -> Stencil:
    """To a subscriber. With `ends_with_it` they are told that they will hear no more."""
    with translation.override(language):
        ready = {**_ready(told), "ends_with_it": ends_with_it, **_links()}
        return _mail(ready, "news", subject=told.name, told=told, headers=_headers_for_many())


def reminder(told: Told, *, hours: int) -> Stencil:
    """To an operator, in English as all that operators see: nobody has said anything for so many hours."""
    with translation.override(FALLBACK):
        subject = f"Still open without news: {told.name}"
        return _mail({**_ready(told), "hours": hours}, "reminder", subject=subject, told=told, headers=())


def notice(subject: str, text: str) -> Stencil:
    """To an administrator, in English: a few words without any ado."""
    stencil = Stencil()
    stencil.add(_head(subject))
    stencil.add(f"To: {gap(ADDRESS)}\r\nMessage-ID: <{gap(MESSAGE)}>\r\n")
    stencil.add_part("plain", text)
    return stencil


def _ready(told: Told) -> dict[str, object]:
    site = settings.load()
    zone = ZoneInfo(site.timezone)
    mark = mark_of(told.subject_type, told.status)
    affected = [(one.name, _state_of(one, is_over=told.is_over)) for one in told.affected]
    return {
        "letterhead": Letterhead.of(site),
        "name": told.name,
        "mark": mark,
        "begins": _said(told.begins, zone),
        "ends": _said(told.ends, zone) if told.ends else "",
        "affected": affected,
        "affected_names": ", ".join(_with_words(name, one) for name, one in affected),
        "notes": [_paragraph(one, told.subject_type, zone) for one in told.notes],
        "is_rescheduled": told.is_rescheduled,
        "url": absolute(told.path),
    }


def _state_of(component: Affected, *, is_over: bool) -> Mark | None:
    """Of what is over the components are named, and nothing bad is said of them any more."""
    return None if is_over or component.status is None else component_mark(component.status)


def _with_words(name: str, mark: Mark | None) -> str:
    return f"{name} ({mark.words})" if mark else name


def _paragraph(note: Note, subject_type: str, zone: ZoneInfo) -> Paragraph:
    message = many_lines(note.message).strip()
    return Paragraph(
        words="" if note.status is None else mark_of(subject_type, note.status).words,
        when=_said(note.at, zone),
        text=markdown.to_text(message),
        html=SafeString(markdown.to_html(message)),
    )


def _said(moment: datetime, zone: ZoneInfo) -> str:
    """With its zone: a mail is read anywhere."""
    local = moment.astimezone(zone)
    return f"{date_format(local.date(), 'DATE_FORMAT')}, {local:%H:%M} {local:%Z}"


def _links() -> dict[str, str]:
    return {
        MANAGE: _link("manage-subscription", MANAGE),
        UNSUBSCRIBE: _link("unsubscribe-subscription", UNSUBSCRIBE),
        "email": gap(ADDRESS),
    }


def _link(name: str, key: str) -> str:
    """The key is what fills the gap: it is the last thing in the path."""
    return absolute(reverse(f"public:{name}", args=["x"])).removesuffix("x") + gap(key)


def _headers_for_many() -> tuple[str, ...]:
    return (
        f"List-Unsubscribe: <{_link('unsubscribe-subscription', UNSUBSCRIBE)}>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    )


def _mail(
    ready: Mapping[str, object], template: str, *, subject: str, told: Told, headers: tuple[str, ...]
) -> Stencil:
    stencil = Stencil()
    stencil.add(_head(subject))
    threaded = () if told.is_opening else (f"In-Reply-To: <{gap(OPENING)}>", f"References: <{gap(OPENING)}>")
    own = (f"To: {gap(ADDRESS)}", f"Message-ID: <{gap(MESSAGE)}>", *threaded, *headers)
    stencil.add("".join(f"{line}\r\n" for line in own))
    stencil.add(f'Content-Type: multipart/alternative; boundary="{_BOUNDARY}"\r\n')
    for kind, ending in (("plain", "txt"), ("html", "html")):
        stencil.add(f"\r\n--{_BOUNDARY}\r\n")
        stencil.add_part(kind, _packed(render_to_string(f"delivery/{template}.{ending}", dict(ready)), kind))
    stencil.add(f"\r\n--{_BOUNDARY}--\r\n")
    return stencil


def _head(subject: str) -> str:
    """What is the same for all. The policy folds, encodes, and refuses line ends within."""
    site_name = one_line(settings.load().name)
    head = EmailMessage(policy=SMTP)
    head["From"] = _sender(site_name)
    head["Subject"] = one_line(subject)
    head["Date"] = format_datetime(clock.now())
    head["List-Id"] = f"<status.{host()}>"
    head["Auto-Submitted"] = "auto-generated"
    head["X-Auto-Response-Suppress"] = "All"
    head["MIME-Version"] = "1.0"
    return head.as_bytes().decode("ascii").rstrip("\r\n") + "\r\n"


def _sender(site_name: str) -> str:
    """The page's name, where the owner has not given the sender another."""
    name, address = parseaddr(project.DEFAULT_FROM_EMAIL)
    return formataddr((name or site_name, address))


def _packed(text: str, kind: str) -> str:
    """HTML in few lines: a mail server reads a mail line by line, and this mail a hundred thousand times."""
    if kind != "html" or "<pre" in text:
        return text
    packed = [""]
    for line in filter(None, map(str.strip, text.split("\n"))):
        if len(packed[-1]) + len(line) < _PACKED_LINE:
            packed[-1] += f" {line}" if packed[-1] else line
        else:
            packed.append(line)
    return "\n".join(packed)
