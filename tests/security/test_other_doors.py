"""What holds at `/api` holds at the doors beside it: Cachet 2's API, Statuspage's JSON, the assistants'."""

import json
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client

from heliograph.accounts.models import ApiToken, User
from heliograph.accounts.roles import Role
from heliograph.actors import Ability
from heliograph.lib import clock
from heliograph.site.models import Setting
from heliograph.status.models import Component, Incident
from heliograph.status.vocabulary import Visibility
from heliograph.surfaces.mcp.catalogue import TOOLS, Effect
from tests import factories
from tests.factories import Key
from tests.ledger import everything, nothing_written
from tests.metrics.factories import a_metric
from tests.people import Answer
from tests.security.test_bad_queries import WORDS
from tests.security.test_mass_assignment import FORGED, LONG_AGO
from tests.surfaces.dashboard.people import signed_in
from tests.surfaces.mcp.speaking import Assistant, switched_on
from tests.surfaces.rest_v1.caller import V1

pytestmark = pytest.mark.django_db

DOWN = {"name": "Disk full", "status": 1, "message": "We look."}
V1_LISTS = ("components", "components/groups", "incidents", "metrics", "schedules")
V1_PARAMETERS = (
    *("sort", "order", "page", "per_page", "tags[]", "name", "status", "component_id"),
    *("visible", "enabled", "group_id", "user_id", "collapsed", "id", "name__regex", "user__password"),
)
V2 = ("status", "summary", "components", "incidents", "scheduled-maintenances", "uptime")


@pytest.mark.parametrize("path", V1_LISTS)
def test_class_1_no_word_in_a_query_of_v1_is_a_failure(path: str, quietly: None) -> None:
    for word in WORDS:
        query = "&".join(f"{one}={quote(word, safe='')}" for one in V1_PARAMETERS)
        answer = V1().send("GET", f"/{path}?{query}")
        assert answer.status == 200, (word, answer)


def test_class_1_a_query_of_v2_changes_nothing() -> None:
    factories.an_incident(impacts=[(factories.a_component(), None)])
    for path in V2:
        plain = Client().get(f"/api/v2/{path}.json").content
        for word in WORDS[::9]:
            asked = f"/api/v2/{path}.json?sort={quote(word)}&{quote(word)}=1"
            assert Client().get(asked).content == plain, (path, word)


def test_class_1_no_word_to_a_tool_is_a_failure(operators_key: Key) -> None:
    switched_on()
    assistant = Assistant(token=operators_key.text)
    with nothing_written():
        for name in ("list_components", "list_incidents", "list_subscribers", "list_deliveries"):
            for word in (*WORDS[::3], "1" * 400):
                body = assistant.call(name, name=word, email=word, status=word, page=word, order=word).body
                assert "result" in body, (name, word, body)


def test_class_15_a_token_is_nowhere_kept_or_answered(operators_key: Key) -> None:
    switched_on()
    v1, assistant = V1(token=operators_key.text), Assistant(token=operators_key.text)
    answers = [
        *(v1.post("/incidents", said).body for said in (DOWN, {"name": 7}, {})),
        v1.get("/incidents/99999").body,
        V1(token=f"{operators_key.text}x").post("/incidents", DOWN).body,
        *(assistant.call("create_incident", **said).body for said in (DOWN, {})),
        assistant.call(operators_key.text[::-1]).body,
    ]

    assert operators_key.secret not in json.dumps(answers)
    assert operators_key.secret not in str(everything())


def seen(answer: Answer) -> tuple[int, object]:
    """But for the number that each refusal of v1 has for itself."""
    errors = answer.body["errors"]
    return answer.status, [{name: one[name] for name in one if name != "id"} for one in errors]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_class_16_a_hidden_number_is_as_none_at_v1(method: str) -> None:
    """To who may write something else; guests are told 401 of either where they write."""
    later = clock.now() + timedelta(hours=1)
    known = V1(token=factories.a_key(Ability.INCIDENTS_DELETE, Ability.SCHEDULES_DELETE).text)
    hidden = {
        "incidents": factories.an_incident(published_at=later),
        "schedules": factories.a_window(published_at=later),
    }
    if method == "GET":
        hidden |= {
            "components": factories.a_component(group=factories.a_group(visible=Visibility.HIDDEN)),
            "metrics": a_metric(visible=Visibility.HIDDEN),
        }
    with nothing_written():
        for path, row in hidden.items():
            for caller in (V1(), known):
                there = caller.send(method, f"/{path}/{row.pk}")
                assert there.status in {401, 404}, (path, there)
                assert seen(there) == seen(caller.send(method, f"/{path}/99999")), path


def test_class_16_a_hidden_number_is_as_none_to_tools() -> None:
    switched_on()
    incident = factories.an_incident(published_at=clock.now() + timedelta(hours=1))
    component = factories.a_component(group=factories.a_group(visible=Visibility.HIDDEN))
    assistant = Assistant(token=factories.a_key(Ability.INCIDENTS_DELETE).text)
    with nothing_written():
        for tool, pk in (
            ("get_incident", incident.pk),
            ("delete_incident", incident.pk),
            ("get_component", component.pk),
            ("get_component_history", component.pk),
        ):
            there, nowhere = assistant.call(tool, id=pk).fault, assistant.call(tool, id=99_999).fault
            assert there.replace(f"[{pk}]", "[99999]") == nowhere


def test_class_17_what_a_body_forges_is_passed_over_or_refused(operators_key: Key) -> None:
    switched_on()
    v1, assistant = V1(token=operators_key.text), Assistant(token=operators_key.text)
    accounts = [list(model.objects.values()) for model in (User, ApiToken)]
    for said in (FORGED, {"data": FORGED, "attributes": FORGED}):
        made = v1.made("/components", **{**said, "name": "API"})
        v1.put(f"/components/{made['id']}", said)
        v1.made("/incidents", **{**said, **DOWN})
    for model in (Component, Incident):
        for row in model.objects.values():
            assert {str(LONG_AGO), "99999", FORGED["guid"]}.isdisjoint(map(str, row.values()))

    with nothing_written():
        for name, value in FORGED.items():
            assert name in assistant.call("create_incident", **DOWN, **{name: value}).fault
    assert [list(model.objects.values()) for model in (User, ApiToken)] == accounts


def test_class_19_nobody_keeps_what_a_token_is_told(operators_key: Key) -> None:
    Setting.objects.create(name="api_protected", value=True)
    switched_on()
    bearer = {"Authorization": f"Bearer {operators_key.text}"}
    v1 = V1(token=operators_key.text).get("/subscribers").headers
    v2 = Client(headers=bearer).get("/api/v2/summary.json")
    mcp = Assistant(token=operators_key.text).call("get_status").headers

    assert (v1["Cache-Control"], v1["Vary"]) == ("no-cache, private", "X-Cachet-Token, Time-Zone")
    assert (v2.status_code, v2["Cache-Control"]) == (200, "private, no-store")
    assert "Authorization" in v2["Vary"]
    assert "Access-Control-Allow-Origin" not in v2
    assert mcp["Cache-Control"] == "no-store"
    assert Client().get("/api/v2/summary.json").status_code == 401


def test_class_20_a_session_opens_none_of_them() -> None:
    """A page of somebody else's can send a browser's cookies along."""
    switched_on()
    desk = signed_in(Role.OPERATOR, "Olga")
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    made = {"name": "create_incident", "arguments": DOWN}
    with nothing_written():
        for path, body in (("/api/v1/incidents", DOWN), ("/mcp", call | {"params": made})):
            answer = desk.post(path, json.dumps(body), content_type="text/plain")
            assert answer.status_code == 401
            assert desk.post(path, json.dumps(body), content_type="application/json").status_code == 401


@pytest.mark.parametrize(
    "moment", ["0001-01-01 00:00", "9999-12-31T23:59:59-14:00", "2026-02-30 10:00", "31/02/2026 10:00"]
)
def test_class_30_strange_times_are_kept_or_refused(moment: str, operators_key: Key) -> None:
    switched_on()
    v1, assistant = V1(token=operators_key.text), Assistant(token=operators_key.text)
    window = {"name": "Swap", "message": "Disks", "scheduled_at": moment}

    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
        said = json.dumps(window | {"status": 0})
        assert v1.send("POST", "/schedules", said, headers={"Time-Zone": zone}).status in {200, 400}
        assert v1.send("GET", "/schedules", headers={"Time-Zone": zone}).status == 200
    assert "result" in assistant.call("create_schedule", **window).body
    assert "result" in assistant.call("list_schedules").body
    assert Client().get("/api/v2/scheduled-maintenances.json").status_code == 200


def test_class_26_more_than_is_reasonable_is_refused(operators_key: Key) -> None:
    switched_on()
    v1, assistant = V1(token=operators_key.text), Assistant(token=operators_key.text)
    with nothing_written():
        for said in ({"message": "x" * 3_000_000}, {"meta": {"a": ["x"] * 700_000}}):
            assert v1.post("/incidents", DOWN | said).status == 400
        assert (
            assistant.send(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "x" * 3_000_000})).status == 400
        )
    assert all(one.effect is Effect.READS or one.needs for one in TOOLS.values())
