"""What restricts reading holds at every interface: of metrics, templates and components of schedules."""

import json

import pytest

from heliograph.actors import Actor
from heliograph.metrics.models import Metric
from heliograph.site.settings import change_setting
from heliograph.status.vocabulary import Visibility
from tests import factories
from tests.factories import Key
from tests.ledger import nothing_written
from tests.metrics.factories import a_metric
from tests.people import Caller
from tests.surfaces.mcp.speaking import Assistant, switched_on
from tests.surfaces.rest_v1.caller import V1

pytestmark = pytest.mark.django_db

ACCEPTED = [(0, 0), (1, 1), (2, 2), (True, 1), (False, 0)]
LATENCY = {"name": "Latency", "suffix": "ms"}


@pytest.mark.parametrize(("sent", "stored"), ACCEPTED)
def test_the_visibility_of_a_metric_is_stored_as_it_is_sent(
    sent: object, stored: int, operators_key: Key
) -> None:
    switched_on()
    rest, assistant = Caller(token=operators_key.text), Assistant(token=operators_key.text)

    made = rest.post("/api/metrics", LATENCY | {"visible": sent})
    assert (made.status, made.row["visible"]) == (201, stored)
    tool = assistant.call("create_metric", **LATENCY, visible=sent).data
    assert tool["visible"]["value"] == stored
    for visible in (Visibility.EVERYONE, Visibility.HIDDEN):
        metric = a_metric(visible=visible)
        body = json.dumps({"visible": sent})
        assert rest.send("PUT", f"/api/metrics/{metric.pk}", body).row["visible"] == stored
        Metric.objects.update(visible=visible)
        assert assistant.call("update_metric", id=metric.pk, visible=sent).data["visible"]["value"] == stored


@pytest.mark.parametrize("sent", [3, -1, "everyone", [], 0.5])
def test_another_visibility_is_refused_and_named(sent: object, operators_key: Key) -> None:
    switched_on()
    with nothing_written():
        answer = Caller(token=operators_key.text).post("/api/metrics", LATENCY | {"visible": sent})
        fault = Assistant(token=operators_key.text).call("create_metric", **LATENCY, visible=sent).fault
    assert (answer.status, answer.faults) == (422, {"visible"})
    assert fault.startswith("visible: ")


def test_incident_templates_need_a_token_where_the_owner_wants_it(
    operators_key: Key, operator: Actor
) -> None:
    switched_on(mcp_protected=False)
    template = factories.a_template()
    paths = ["/api/incident-templates", f"/api/incident-templates/{template.pk}"]
    v1_paths = ["/incidents/templates", f"/incidents/templates/{template.pk}"]

    def statuses(token: str) -> set[int]:
        rest, v1 = Caller(token=token), V1(token=token)
        assistant = Assistant(token=token).call("list_incident_templates")
        return {
            *(rest.get(path).status for path in paths),
            *(v1.get(path).status for path in v1_paths),
            assistant.status,
        }

    assert statuses("") == {200}
    change_setting("api_templates_protected", value=True, actor=operator)
    assert statuses("") == {401}
    assert statuses(operators_key.text) == {200}
    answer = Assistant().call("list_incident_templates")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "provider" not in json.dumps(answer.body)


def test_a_schedule_of_v1_names_only_components_that_the_client_may_see(operators_key: Key) -> None:
    hidden = factories.a_group(visible=Visibility.SIGNED_IN)
    components = [
        factories.a_component(),
        factories.a_component(group=hidden),
        factories.a_component(enabled=False),
    ]
    window = factories.a_window(impacts=[(one, None) for one in components])

    def named(client: V1) -> list[int]:
        (listed,) = client.get("/schedules").body["data"]
        assert listed == client.row(f"/schedules/{window.pk}")
        return [one["component_id"] for one in listed["components"]]

    assert named(V1()) == [components[0].pk]
    assert named(V1(token=operators_key.text)) == [one.pk for one in components]
