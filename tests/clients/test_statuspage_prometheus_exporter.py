import json
import os
from pathlib import Path

from tests.clients.conftest import Clients, Served
from tests.clients.environments import PythonClient
from tests.clients.outage import an_outage

CLIENT = PythonClient(
    name="statuspage-prometheus-exporter", requirements=("statuspage-prometheus-exporter==2.6.0",)
)


def test_it_makes_metrics_of_the_summary(served: Served, client: Clients, tmp_path: Path) -> None:
    outage = an_outage(served, "Watched by Prometheus")
    services = tmp_path / "services.json"
    url = f"{served.address}/api/v2/summary.json"
    services.write_text(json.dumps({"ours": {"url": url, "name": "Ours"}}))
    metrics = tmp_path / "metrics" / "statuspage.prom"
    exporter = client(CLIENT)

    exporter.call(
        str(exporter.folder / "bin/statuspage-prometheus-exporter"),
        environment={
            "PATH": os.environ["PATH"],
            "RUN_MODE": "once",
            "CLEAR_CACHE": "true",
            "SERVICES_JSON_PATH": str(services),
            "METRICS_TEXTFILE_PATH": str(metrics),
        },
    )

    lines = metrics.read_text().splitlines()
    status = [one for one in lines if one.startswith("statuspage_component_status{")]
    assert any(outage.component in one and one.endswith(" 0.0") for one in status)
    told = [one for one in lines if one.startswith("statuspage_incident_info{") and outage.incident in one]
    assert any('impact="critical"' in one and one.endswith(" 1.0") for one in told)
    assert 'statuspage_probe_check{service_name="Ours"} 1.0' in lines
