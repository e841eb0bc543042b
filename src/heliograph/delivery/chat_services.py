"""Messages through Apprise: which of its services may be used, and sending by them.

Only services in `chat_schemes` are used: they send by `requests`, which the guard of outgoing requests holds
(lib.outbound). No address may name a file of this machine, as templates and key files would be.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from apprise import Apprise, AppriseAsset, AppriseAttachment, NotifyFormat, NotifyType, PersistentStoreMode
from apprise.manager_plugins import NotificationManager

from heliograph.delivery.channel import ACCEPTED, Outcome, Verdict
from heliograph.delivery.chat_schemes import ALLOWED_SCHEMES
from heliograph.lib import clock, outbound
from heliograph.lib.outbound import Answer, Bounds, LeadsInside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apprise.plugins.base import NotifyBase

BOUNDS = Bounds(connect=4.0, total=15.0, size=65_536)

_UNKNOWN = "It is no address that Apprise knows, such as slack://... or ntfys://..."


@contextmanager
def services_loaded() -> Iterator[None]:
    """Around a transaction: Apprise takes a quarter of a second to find its services, once a process."""
    NotificationManager().load_modules()  # type: ignore[no-untyped-call] # Apprise's own lack
    yield


def refusal_of(url: str) -> str | None:
    """Why no message can be sent to this address. The address is not repeated: it is a secret."""
    service = _service(url, sender="")
    return _UNKNOWN if service is None else _refusal_of(service)


def send(url: str, title: str, body: str, *, sender: str, kind: NotifyType) -> Outcome:
    service = _service(url, sender=sender)
    refusal = _UNKNOWN if service is None else _refusal_of(service)
    if service is None or refusal is not None:
        return Outcome(verdict=Verdict.REFUSED, error=refusal or "")
    with outbound.guarding_requests(BOUNDS) as answers:
        is_sent = service.notify(title=title, body=body, body_format=NotifyFormat.TEXT, notify_type=kind)
    return ACCEPTED if is_sent else _failure(answers[-1] if answers else None)


def _failure(last: Answer | outbound.Unanswered | None) -> Outcome:
    """The outcome by what the last request met, since Apprise does not say it."""
    match last:
        case Answer():
            wait = outbound.retry_after(last.headers, at=clock.now())
            error = f"It answered {last.status}."
            return Outcome(verdict=Verdict.LATER, code=last.status, error=error, retry_after=wait)
        case LeadsInside():
            return Outcome(verdict=Verdict.REFUSED, error=str(last))
        case None:
            return Outcome(verdict=Verdict.LATER, error="The service's part in Apprise could not send it.")
        case _:
            return Outcome(verdict=Verdict.LATER, error=str(last))


def _service(url: str, *, sender: str) -> NotifyBase | None:
    asset = AppriseAsset(secure_logging=True, storage_mode=PersistentStoreMode.MEMORY, async_mode=False)
    asset.app_id = asset.app_desc = sender
    asset.app_url = asset.image_url_mask = asset.image_url_logo = ""
    return Apprise.instantiate(url, asset=asset)


def _refusal_of(service: NotifyBase) -> str | None:
    """By the plugin that Apprise chose, however the address was written."""
    schemes: set[str] = service.schemas()  # type: ignore[no-untyped-call] # Apprise's own lack
    if ALLOWED_SCHEMES.isdisjoint(schemes):
        return f"{service.service_name} cannot be used: docs/channels.md lists the services that can."
    files = [one for one in vars(service).values() if isinstance(one, AppriseAttachment) and len(one)]
    return "An address must not name a file." if files else None
