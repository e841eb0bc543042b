from tests.clients.conftest import Clients, Served
from tests.clients.environments import NodeClient
from tests.clients.outage import an_outage

CLIENT = NodeClient(name="statuspage.io", packages=("statuspage.io@3.1.1",))


def test_it_reads_components_incidents_and_the_whole(served: Served, client: Clients) -> None:
    outage = an_outage(served, "Read by statuspage.io")

    told = client(CLIENT).run("programs/statuspage_io.js", served.address, outage.component, outage.incident)

    assert told == {
        "same": True,
        "component": "major_outage",
        "incident": ["investigating", "critical", [outage.component]],
        "update": ["We look into it."],
        "known": True,
        "maintenances": True,
    }
