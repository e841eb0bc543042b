"""It brings a tree of Zabbix's services here, and their troubles as incidents. Zabbix itself is played."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.clients.conftest import Clients, Served
from tests.clients.environments import PythonClient
from tests.clients.far_side import far_side
from tests.project.installation import eventually

CLIENT = PythonClient(name="zabbix-cachet", requirements=("zabbix-cachet==2.1.3",))

TROUBLE = {
    "triggerid": "7",
    "description": "Checkout is slow",
    "priority": "4",
    "comments": "Disks",
    "value": "1",
}


class Zabbix:
    """The JSON-RPC that it asks for: Root > Shop > Checkout, which is in trouble or not."""

    def __init__(self) -> None:
        self.is_in_trouble = False

    def answer(self, body: bytes) -> tuple[int, bytes]:
        asked = json.loads(body)
        result = self._result(asked["method"], asked.get("params") or {})
        return 200, json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": result}).encode()

    def _result(self, method: str, params: Mapping[str, Any]) -> object:
        match method:
            case "apiinfo.version":
                return "6.0.30"
            case "service.get":
                return self._services(params)
            case "trigger.get":
                return [TROUBLE]
            case "event.get":
                return [{"eventid": "1", "acknowledged": "0", "clock": "1700000000"}]
            case _:  # signing in and out
                return "a-session"

    def _services(self, params: Mapping[str, Any]) -> list[dict[str, object]]:
        tree = [_service("1", "Root", []), _service("2", "Shop", ["1"]), _service("3", "Checkout", ["2"])]
        tree[2]["status"] = "4" if self.is_in_trouble else "-1"
        if "filter" in params:
            return [one for one in tree if one["name"] == params["filter"]["name"]]
        if "parentids" in params:
            return [one for one in tree if params["parentids"] in (one["parents"] or [])]  # type: ignore[operator]
        return [one for one in tree if one["serviceid"] == params["serviceids"]]


def _service(number: str, name: str, parents: list[str]) -> dict[str, object]:
    return {
        "serviceid": number,
        "name": name,
        "status": "-1",
        "description": "",
        "children": [],
        "parents": parents,
        "problem_tags": [{"tag": "service", "operator": "0", "value": name}],
    }


def test_services_become_components_and_troubles_incidents(
    served: Served, client: Clients, tmp_path: Path
) -> None:
    installed, zabbix = client(CLIENT), Zabbix()

    def component() -> dict[str, Any]:
        return next(iter(served.rows("components?name=Checkout")), {"status": None})

    def troubles() -> list[tuple[str, int]]:
        return [
            (one["message"], one["status"])
            for one in served.rows(f"incidents?component_id={component()['id']}")
        ]

    with far_side(zabbix.answer) as address:
        config = tmp_path / "config.yml"
        config.write_text(json.dumps(_config(served, address)))
        command = str(installed.folder / "bin/zabbix-cachet")
        with installed.running(command, environment={"CONFIG_FILE": str(config)}):
            eventually(lambda: component()["status"] == 1)
            zabbix.is_in_trouble = True
            eventually(lambda: component()["status"] == 4)
            assert troubles() == [("Disks", 1)]
            zabbix.is_in_trouble = False
            eventually(lambda: component()["status"] == 1)
            assert troubles() == [("Disks", 4)]
    assert [one["name"] for one in served.rows("components/groups?name=Shop")] == ["Shop"]


def _config(served: Served, zabbix: str) -> dict[str, object]:
    settings = {
        "root_service": "Root",
        "time_zone": "UTC",
        "update_inc_interval": 1,
        "update_comp_interval": 1,
        "log_level": "INFO",
        "log_level_requests": "WARNING",
    }
    return {
        "zabbix": {"server": zabbix, "user": "u", "pass": "p", "https-verify": False},
        "cachet": {"server": served.address, "token": served.token, "https-verify": False},
        "settings": settings,
        "templates": {"investigating": "", "resolving": ""},
    }
