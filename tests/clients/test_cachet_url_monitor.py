"""It watches an address: when that is down it opens an incident, and ends it when it is up again."""

import json
from pathlib import Path

from tests.clients.conftest import Clients, Served
from tests.clients.environments import PythonClient
from tests.clients.far_side import far_side
from tests.project.installation import eventually

# It does not say what it needs.
CLIENT = PythonClient(
    name="cachet-url-monitor",
    requirements=("cachet-url-monitor==0.6.10", "requests", "pyyaml", "click", "boto3"),
)


def test_down_and_up_again_with_its_latency(served: Served, client: Clients, tmp_path: Path) -> None:
    installed = client(CLIENT)
    component = served.make("components", name="watched", status=1)
    metric = served.make("metrics", name="latency", suffix="ms", default_value=0)
    status = [200]
    incidents = f"incidents?component_id={component}"

    with far_side(lambda _: (status[0], b"{}")) as watched:
        config = tmp_path / "config.yml"
        config.write_text(json.dumps(_config(served, watched, component, metric)))
        module = ("-m", "cachet_url_monitor.scheduler", str(config))
        with installed.running(installed.program, *module):
            eventually(lambda: served.rows(f"metrics/{metric}/points") != [])
            status[0] = 500
            eventually(lambda: [one["status"] for one in served.rows(incidents)] == [1])
            eventually(lambda: served.row(f"components/{component}")["status"] == 4)
            status[0] = 200
            eventually(lambda: [one["status"] for one in served.rows(incidents)] == [4])
            eventually(lambda: served.row(f"components/{component}")["status"] == 1)
    served.remove(f"metrics/{metric}")


def _config(served: Served, watched: str, component: int, metric: int) -> dict[str, object]:
    endpoint = {
        "name": "watched",
        "url": watched,
        "method": "GET",
        "timeout": 5,
        "expectation": [{"type": "HTTP_STATUS", "status_range": "200-300", "incident": "MAJOR"}],
        "frequency": 1,
        "component_id": component,
        "metric_id": metric,
        "action": ["UPDATE_STATUS", "CREATE_INCIDENT", "PUSH_METRICS"],
        "public_incidents": True,
    }
    return {
        "cachet": {"api_url": f"{served.address}/api/v1", "token": served.token},
        "endpoints": [endpoint],
    }
