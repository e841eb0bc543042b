"""Which of Apprise's services may be told, and speaking to them.

Only those that send by `requests`, which our guard holds (lib.outbound): some open connections of their own,
or speak to the desktop of this machine. And none may read a file here, as templates and keys would be that
an address names.
"""

from __future__ import annotations

import smtplib
import socket
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from apprise import Apprise, AppriseAsset, AppriseAttachment, NotifyFormat, NotifyType, PersistentStoreMode
from apprise.manager_plugins import NotificationManager
from apprise.utils.socket import SocketTransport

from heliograph.lib import outbound
from heliograph.lib.outbound import Bounds, LeadsInside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apprise.plugins.base import NotifyBase

BOUNDS = Bounds(connect=4.0, total=15.0, size=65_536)

_OTHER_WAYS_OUT = (smtplib, socket, subprocess, SocketTransport)
_READ_FILES = ("vapid:",)


@contextmanager
def services_loaded() -> Iterator[None]:
    """Around a transaction: Apprise takes a quarter of a second to find its services, once a process."""
    NotificationManager().load_modules()  # type: ignore[no-untyped-call] # Apprise's own lack
    yield


def refusal_of(url: str) -> str | None:
    """Why this address cannot be told anything. It is not repeated: it is a secret."""
    service = _service(url, sender="")
    if service is None:
        return "It is no address that Apprise knows how to tell, such as slack://... or ntfys://..."
    if not _is_guarded(type(service)) or url.lower().startswith(_READ_FILES):
        return f"{service.service_name} cannot be used here: only what is told over HTTP can."
    files = [one for one in vars(service).values() if isinstance(one, AppriseAttachment) and len(one)]
    return "An address must not name a file." if files else None


def tell(url: str, title: str, body: str, *, sender: str, kind: NotifyType) -> str | None:
    """Why it could not be told, without what is secret; None: it was. Raises LeadsInside."""
    service = _service(url, sender=sender)
    if service is None:
        return "The address is none that can be told anything."
    with outbound.guarding_requests(BOUNDS) as came_of_it:
        is_told = service.notify(title=title, body=body, body_format=NotifyFormat.TEXT, notify_type=kind)
    if is_told:
        return None
    last = came_of_it[-1] if came_of_it else None
    if isinstance(last, LeadsInside):
        raise last
    if isinstance(last, outbound.Answer):
        return f"It answered {last.status}."
    return str(last) if last else "The service's part in Apprise could not send it."


def _service(url: str, *, sender: str) -> NotifyBase | None:
    asset = AppriseAsset(secure_logging=True, storage_mode=PersistentStoreMode.MEMORY, async_mode=False)
    asset.app_id = asset.app_desc = sender
    asset.app_url = asset.image_url_mask = asset.image_url_logo = ""
    return Apprise.instantiate(url, asset=asset)


def _is_guarded(service: type[NotifyBase]) -> bool:
    imported = {id(one) for one in _imported(service)}
    return id(sys.modules["requests"]) in imported and imported.isdisjoint(map(id, _OTHER_WAYS_OUT))


def _imported(service: type[NotifyBase]) -> Iterator[object]:
    """All that the modules of a service hold: some are a file, some a folder."""
    root = ".".join(service.__module__.split(".")[:3])
    for name, module in list(sys.modules.items()):
        if name == root or name.startswith(f"{root}."):
            yield from vars(module).values()
