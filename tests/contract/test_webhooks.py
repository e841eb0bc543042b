"""The webhooks that Cachet 3 sent, beside those that we would send for the same requests.

Signed with the secret `s3cret`. Its `*_created` lack the columns that had not been read back; ours hold the
whole row. Where it says true just after creating and 1 later on, ours say one of them.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from heliograph.delivery.signatures import signed
from heliograph.delivery.vocabulary import WebhookEvent
from heliograph.delivery.webhook_messages import messages_of
from heliograph.events.models import Event
from heliograph.lib import clock
from tests.factories import a_group
from tests.people import Caller

RECORDED = [
    json.loads(line) for line in Path(__file__).with_name("webhooks.jsonl").read_text("utf-8").splitlines()
]
SECRET = "s3cret"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
OUR_OWN = {"id", "guid", "component_group_id", "component_id", "metric_id"}
INCIDENT = {
    "name": "Hook incident",
    "status": 1,
    "message": "**m**",
    "visible": 1,
    "notifications": True,
    "occurred_at": "2026-11-22T10:00:00Z",
}


@pytest.mark.parametrize("recorded", RECORDED)
def test_a_body_is_signed_as_cachet_signs_it(recorded: Mapping[str, str]) -> None:
    headers = signed(recorded["raw_body"].encode(), SECRET, webhook_id="msg_1", at=clock.now())

    assert headers["Signature"] == recorded["signature"]


def test_the_same_requests_are_told_in_the_same_words(as_operator: Caller) -> None:
    _do_what_was_done(as_operator)

    ours = [one for event in Event.objects.order_by("pk") for one in messages_of(event)]

    assert _known_to_cachet(ours) == [one["event"] for one in RECORDED]
    bodies = [json.loads(one.text) for one in ours if one.event != "incident_update_recorded"]
    for said, recorded in zip(bodies, RECORDED, strict=True):
        _compare(said["event"], said["body"], json.loads(recorded["raw_body"])["body"])


def test_what_is_recorded_are_all_but_one_of_cachets_events() -> None:
    assert {one["event"] for one in RECORDED} | {"subscriber_verified"} == set(list(WebhookEvent)[:15])


def _known_to_cachet(messages: list[Any]) -> list[str]:
    return [one.event for one in messages if one.event != "incident_update_recorded"]


def _compare(event: str, ours: Mapping[str, Any], recorded: Mapping[str, Any]) -> None:
    if event.endswith("_created"):
        assert recorded.keys() <= ours.keys(), event
    else:
        assert list(ours) == list(recorded), event
    for name in recorded.keys() - OUR_OWN:
        if name.endswith("_at") and recorded[name] is not None and ours[name] is not None:
            assert DATE.fullmatch(ours[name]), (event, name)
        else:
            assert ours[name] == recorded[name], (event, name)


def _do_what_was_done(operator: Caller) -> None:
    group = a_group().pk
    component = (
        f"/api/components/{_made(operator, 'components', name='Hooked', status=1, component_group_id=group)}"
    )
    operator.send("PUT", component, json.dumps({"name": "Hooked 2"}))
    operator.send("PUT", component, json.dumps({"status": 4}))
    operator.send("DELETE", component)
    incident = f"/api/incidents/{_made(operator, 'incidents', **INCIDENT)}"
    operator.post(f"{incident}/updates", {"status": 2, "message": "Found."})
    operator.send("PUT", incident, json.dumps({"name": "Hook incident 2"}))
    operator.send("DELETE", incident)
    subscriber = _made(operator, "subscribers", email="hook@example.com", verified=True, **{"global": True})
    operator.send("DELETE", f"/api/subscribers/{subscriber}")
    metric = f"/api/metrics/{_made(operator, 'metrics', name='HM', suffix='ms', calc_type=1, threshold=5)}"
    operator.post(f"{metric}/points", {"value": 3.5})
    point = operator.post(f"{metric}/points", {"value": 3.5}).body["data"]["id"]  # the same: it is counted
    operator.send("PUT", metric, json.dumps({"name": "HM2"}))
    operator.send("DELETE", f"{metric}/points/{point}")
    operator.send("DELETE", metric)


def _made(operator: Caller, kind: str, **said: object) -> str:
    made: str = operator.post(f"/api/{kind}", said).body["data"]["id"]
    return made
