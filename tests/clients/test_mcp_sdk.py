"""The protocol's own client, of both eras, takes an incident from its opening to its end."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import httpx2
import pytest
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

from tests.clients.conftest import Served


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_an_assistant_opens_follows_and_ends_an_incident(served: Served, mode: str) -> None:
    served.installation.run("settings", "set", "mcp_enabled", "true")
    name = f"Found by an assistant ({mode})"

    with ThreadPoolExecutor(1) as apart:  # the thread of the tests runs the browser's event loop
        seen = apart.submit(anyio.run, _conversation, served, mode, name).result()

    assert len(seen["tools"]) == 44
    assert seen["message"] == "We look into it."
    assert seen["statuses"] == ["major_outage", "operational"]
    assert "status" in seen["advice"]


async def _conversation(served: Served, mode: str, name: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {served.token}"}
    async with (
        httpx2.AsyncClient(headers=headers) as http,
        Client(streamable_http_client(f"{served.address}/mcp", http_client=http), mode=mode) as client,
    ):

        async def call(tool: str, **arguments: object) -> Any:  # noqa: ANN401 - JSON
            result = await client.call_tool(tool, arguments)
            assert not result.is_error, result
            return result.structured_content["data"]

        tools = [one.name for one in (await client.list_tools()).tools]
        component = await call("create_component", name=name, status=1)
        draft = {
            "name": name,
            "status": 1,
            "message": "We look into it.",
            "visible": True,
            "components": [{"id": component["id"], "status": 4}],
        }
        preview = await call("preview_incident", **draft)
        incident = await call("create_incident", **draft)
        down = await call("get_component", id=component["id"])
        await call("record_incident_update", incident_id=incident["id"], status=4, message="It is over.")
        up = await call("get_component", id=component["id"])
        wrong = await client.call_tool("create_incident", {"name": name})
        return {
            "tools": tools,
            "message": preview["message"],
            "statuses": [one["latest_status"]["name"] for one in (down, up)],
            "advice": wrong.content[0].text,  # type: ignore[union-attr] # it is text
        }
