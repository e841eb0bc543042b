from tests.clients.conftest import Clients, Served
from tests.clients.environments import NodeClient

CLIENT = NodeClient(name="cachet-api", packages=("cachet-api@1.0.11",))


def test_an_incident_is_reported_found_and_deleted(served: Served, client: Clients) -> None:
    installed = client(CLIENT)
    component = served.make("components", name="npm API", status=1)
    metric = served.make("metrics", name="npm", suffix="ms", default_value=0)

    told = installed.run("programs/cachet_api.cjs", served.address, served.token, str(component), str(metric))

    served.remove(f"metrics/{metric}")
    assert told == {
        "is found by its component": True,
        "statuses": ["Major Outage", "Operational"],
        "point": 7,
        "is told of what there is not": True,
    }
