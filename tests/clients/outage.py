"""An incident on the page, for clients that read it."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.clients.conftest import Served


@dataclass(frozen=True, kw_only=True)
class Outage:
    """The names of what is down, and of the incident that says so."""

    component: str
    incident: str


def an_outage(served: Served, name: str) -> Outage:
    component = _made(served, "components", {"name": name, "status": 1})
    incident = {
        "name": f"{name} is down",
        "message": "We look into it.",
        "status": 1,
        "visible": 1,
        "components": [{"id": component["id"], "status": 4}],
    }
    return Outage(component=name, incident=_made(served, "incidents", incident)["name"])


def _made(served: Served, kind: str, body: object) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {served.token}"}
    answer = httpx.post(f"{served.address}/api/{kind}", json=body, headers=headers).raise_for_status()
    attributes: dict[str, Any] = answer.json()["data"]["attributes"]
    return attributes
