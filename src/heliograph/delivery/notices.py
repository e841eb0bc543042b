"""What administrators are told of the house itself, in English as all that operators see."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from heliograph.lib.plain_text import one_line
from heliograph.lib.wire import instant
from heliograph.site import settings
from heliograph.site.address import DASHBOARD, absolute

if TYPE_CHECKING:
    from heliograph.events.models import Event

KINDS = frozenset({"webhook_switched_off", "chat_channel_switched_off"})


@dataclass(frozen=True, kw_only=True)
class Notice:
    subject: str
    text: str

    def plain(self) -> dict[str, str]:
        return asdict(self)


def notice_of(event: Event) -> Notice:
    """Of one of the kinds. What is secret of an endpoint is not in its event."""
    row = event.payload["row"]
    is_webhook = event.subject_type == "webhook"
    what, name = ("webhook", row["url"]) if is_webhook else ("chat channel", row["name"])
    since = instant(event.payload["failing_since"])
    return Notice(
        subject=f"A {what} was switched off: {one_line(name)}",
        text=(
            f"{one_line(name)}\n\n"
            f"Nothing has reached this {what} since {since:%Y-%m-%d %H:%M} UTC: "
            f"{event.payload['failures']} attempts in a row have failed. It is switched off and is told "
            "nothing any more. Once it is mended, switch it on again:\n\n"
            f"{absolute(DASHBOARD)}\n\n"
            f"--\n{one_line(settings.load().name)}\n{absolute('/')}\n"
        ),
    )
