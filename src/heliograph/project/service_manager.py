"""Notifications to the service manager that started Heliograph: systemd's protocol `sd_notify`."""

from __future__ import annotations

import logging
import os
import socket
import time

log = logging.getLogger(__name__)

_VARIABLE = "NOTIFY_SOCKET"
_NANOSECONDS_PER_MICROSECOND = 1000


class ServiceManager:
    """Sends state changes to the socket at `address`; an empty address sends nothing."""

    def __init__(self, address: str) -> None:
        # An abstract socket is written as `@name`; its first byte is zero.
        self._address = f"\0{address[1:]}" if address.startswith("@") else address

    @classmethod
    def of_environment(cls) -> ServiceManager:
        """Takes the variable out of the environment: notifications are this process's alone to send."""
        return cls(os.environ.pop(_VARIABLE, ""))

    def ready(self) -> None:
        self._send("READY=1")

    def reloading(self) -> None:
        now = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // _NANOSECONDS_PER_MICROSECOND
        self._send(f"RELOADING=1\nMONOTONIC_USEC={now}")

    def stopping(self) -> None:
        self._send("STOPPING=1")

    def _send(self, state: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sending:
                sending.connect(self._address)
                sending.sendall(state.encode())
        except OSError as error:
            log.warning("The service manager cannot be notified through %s: %s", _VARIABLE, error)
