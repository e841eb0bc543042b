from tests.clients.conftest import Clients, Served
from tests.clients.environments import PythonClient

CLIENT = PythonClient(name="cachet-client", requirements=("cachet-client==4.0.1",))


def test_all_that_it_can_do_works(served: Served, client: Clients) -> None:
    told = client(CLIENT).run("programs/cachet_client.py", served.address, served.token)

    assert told == {
        "pong": True,
        "version": "2.4.1",
        "component": [
            "For machines",
            {"test-tag": "Test Tag", "other": "other", "third": "Third"},
            True,
            1,
        ],
        "group": ["Zetta API"],
        "a group that is none": 1000,
        "while it is open": 4,
        "update": ["Fixed", ["All well again"]],
        "when it is fixed": [1, 4],
        "incidents": True,
        "point": [31.5, 1],
        "schedule": [0, True],
        "subscriber": [True, True],
        "gone": [0, 0],
    }
