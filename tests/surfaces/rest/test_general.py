import pytest

from heliograph import __version__
from heliograph.status.vocabulary import ComponentStatus, Visibility
from tests import factories
from tests.people import Caller


def test_ping_is_answered(as_stranger: Caller) -> None:
    answer = as_stranger.get("/api/ping")

    assert (answer.status, answer.body) == (200, {"data": "Pong!"})
    assert answer.headers["Content-Type"] == "application/json"


def test_version_is_that_of_the_api_and_ours(as_stranger: Caller) -> None:
    answer = as_stranger.get("/api/version")

    assert (answer.status, answer.body["data"]["heliograph"]) == (200, __version__)
    assert isinstance(answer.body["data"]["version"], str)
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("statuses", "status", "message"),
    [
        ([], "operational", "All systems are operational."),
        ([1, 1], "operational", "All systems are operational."),
        ([1, 2], "partial_outage", "Some systems are experiencing issues."),
        ([4, 1, 1, 1], "major_outage", "Some systems are experiencing major issues."),
        ([4, 1, 1, 1, 1], "partial_outage", "Some systems are experiencing issues."),
        ([1, 6], "under_maintenance", "Some systems are under maintenance."),
    ],
)
def test_status_says_how_all_is(statuses: list[int], status: str, message: str, as_stranger: Caller) -> None:
    for one in statuses:
        factories.a_component(status=one)

    answer = as_stranger.get("/api/status")

    assert (answer.status, answer.body) == (200, {"data": {"status": status, "message": message}})
    assert answer.headers["Content-Type"] == "application/json"


def test_how_all_is_depends_on_nobodys_rights(as_operator: Caller, as_stranger: Caller) -> None:
    group = factories.a_group(visible=Visibility.SIGNED_IN)
    factories.a_component(group=group, status=ComponentStatus.MAJOR_OUTAGE)

    assert as_operator.get("/api/status").body == as_stranger.get("/api/status").body


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/nothing", "/api/components/1/nothing", "/api//components"]
)
def test_where_there_is_nothing_json_says_so(path: str, as_stranger: Caller) -> None:
    answer = as_stranger.get(path)

    assert answer.status == 404
    assert set(answer.body) == {"message"}
