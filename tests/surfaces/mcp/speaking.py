"""Speaking the protocol over HTTP, as clients without a library of their own do."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from heliograph.site.models import Setting
from tests import factories


@dataclass(frozen=True, kw_only=True)
class Reply:
    status: int
    headers: Any
    body: Any

    @property
    def data(self) -> Any:  # noqa: ANN401 - JSON
        """What a tool found or made."""
        assert not self.body["result"]["isError"], self.body
        return self.body["result"]["structuredContent"]["data"]

    @property
    def fault(self) -> str:
        """What a tool says is wrong."""
        assert self.body["result"]["isError"], self.body
        return str(self.body["result"]["content"][0]["text"])


@dataclass(frozen=True, kw_only=True)
class Assistant:
    token: str = ""

    def send(self, body: object, **headers: str) -> Reply:
        said = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        client = Client(headers={"Accept": "application/json, text/event-stream", **said, **named})
        text = body if isinstance(body, str) else json.dumps(body)
        response = client.post("/mcp", text, content_type="application/json")
        parsed = json.loads(response.content) if response.content else None
        return Reply(status=response.status_code, headers=response.headers, body=parsed)

    def ask(self, method: str, params: object = None, **headers: str) -> Reply:
        return self.send({"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}}, **headers)

    def call(self, tool: str, **arguments: object) -> Reply:
        return self.ask("tools/call", {"name": tool, "arguments": arguments})

    def tools(self) -> dict[str, Any]:
        return {one["name"]: one for one in self.ask("tools/list").body["result"]["tools"]}


def switched_on(**settings: object) -> None:
    for name, value in ({"mcp_enabled": True} | settings).items():
        Setting.objects.update_or_create(name=name, defaults={"value": value})


def an_assistant(*abilities: str) -> Assistant:
    return Assistant(token=factories.a_key(*abilities).text)
