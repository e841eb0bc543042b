"""Limits of attempts to sign in, by client, network and account.

A right password or code gives its attempt back. Attempts from a browser or a network that the account signed
in from lately have a count of their own: wrong passwords from elsewhere cannot use it up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings as project
from django.utils.translation import gettext as _

from heliograph.accounts.known_networks import is_known_network
from heliograph.accounts.models import User
from heliograph.lib import clock
from heliograph.lib.client_network import client_of, network_of
from heliograph.lib.mailboxes import mailbox_of, of_mailbox
from heliograph.lib.rate_limit import RateLimit
from heliograph.surfaces.dashboard.entrance.callers import address_of
from heliograph.surfaces.dashboard.entrance.known_browser import known_browser
from heliograph.surfaces.dashboard.refusals import TooOften

if TYPE_CHECKING:
    from django.http import HttpRequest

_attempts = RateLimit(project.DATA_FOLDER.path / "signing-in")

_WINDOW_SECONDS = 15 * 60
_OF_CLIENT = 30
_OF_NETWORK = 100
_AT_ACCOUNT = 50
_AT_ACCOUNT_FROM_NETWORK = 10
_AT_ACCOUNT_FROM_KNOWN = 10


@dataclass(frozen=True, kw_only=True)
class Attempt:
    counts: tuple[str, ...]

    def succeeded(self) -> None:
        """Gives the attempt back: only what was wrong counts."""
        for count in self.counts:
            _attempts.give_back(count, now=clock.now().timestamp())


def take_turn(request: HttpRequest, what: str, *, account: str = "") -> Attempt:
    """Counts an attempt. Raises TooOften, the same for an account that is known and one that is not.

    The attempt is counted before the password is checked, so that many at once do not pass the limit.
    """
    limits = _limits(request, what, mailbox_of(account))
    now = clock.now().timestamp()
    for count, limit in limits.items():
        if _attempts.take(count, limit=limit, now=now, window=_WINDOW_SECONDS).is_over:
            raise TooOften(_("Too many tries. Wait for a quarter of an hour."))
    return Attempt(counts=tuple(limits))


def _limits(request: HttpRequest, what: str, account: str) -> dict[str, int]:
    address = address_of(request)
    client, network = client_of(address), network_of(address)
    known_from = _known_from(request, account, address) if account else None
    if known_from is not None:
        return {f"{what} as {account} from known {known_from}": _AT_ACCOUNT_FROM_KNOWN}
    limits = {f"{what} at {client}": _OF_CLIENT, f"{what} in {network}": _OF_NETWORK}
    if account:
        limits[f"{what} as {account} in {network}"] = _AT_ACCOUNT_FROM_NETWORK
        limits[f"{what} as {account}"] = _AT_ACCOUNT
    return limits


def _known_from(request: HttpRequest, account: str, address: str) -> str | None:
    """Returns the browser or else the network that the account signed in from lately, if this is one."""
    user_id = User.objects.filter(of_mailbox(account)).values_list("pk", flat=True).first()
    if user_id is None:
        return None
    browser = known_browser(request)
    if browser is not None and user_id in browser.user_ids:
        return f"browser {browser.id}"
    return f"network {network_of(address)}" if is_known_network(user_id, address) else None
