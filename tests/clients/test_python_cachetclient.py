from tests.clients.conftest import Clients, Served
from tests.clients.environments import PythonClient

CLIENT = PythonClient(
    name="python-cachetclient", requirements=("python-cachetclient==0.2.5", "setuptools<81")
)


def test_components_are_made_changed_filtered_and_listed_whole(served: Served, client: Clients) -> None:
    told = client(CLIENT).run("programs/python_cachetclient.py", served.address, served.token)

    assert told == {
        "pong": "Pong!",
        "changed": ["red hat 24", "Major Outage"],
        "filtered": ["red hat 3"],
        "is everything there": True,
    }
