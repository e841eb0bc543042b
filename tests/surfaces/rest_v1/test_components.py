from datetime import datetime

import pytest

from heliograph.status.models import Component
from heliograph.status.vocabulary import ComponentStatus, Visibility
from tests import factories
from tests.ledger import nothing_written, the_event
from tests.surfaces.rest_v1.caller import V1, details

NOTHING = {
    "description": "",
    "link": "",
    "order": 0,
    "group_id": 0,
    "enabled": True,
    "meta": None,
    "tags": [],
}


def test_with_a_name_alone_it_is_made_with_the_defaults(v1: V1, now: datetime) -> None:
    answer = v1.post("/components", {"name": "API"})

    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    assert next(iter(answer.body["data"])) == "id"
    assert answer.body["data"] == NOTHING | {
        "id": Component.objects.get().pk,
        "name": "API",
        "status": 0,
        "status_name": "Unknown",
        "created_at": "2026-11-23 12:00:00",
        "updated_at": "2026-11-23 12:00:00",
        "deleted_at": None,
    }
    assert (the_event().kind, the_event().door) == ("component_created", "rest_v1")


def test_everything_that_may_be_said_is_kept(v1: V1) -> None:
    group = factories.a_group()
    said = {"description": "For machines", "link": "https://example.com/p?q=1", "order": 7, "enabled": False}

    row = v1.made(
        "/components",
        name="API",
        status="4",
        group_id=group.pk,
        meta={"a": 1},
        tags="EU west, db",
        **said,
    )

    assert row.items() >= said.items()
    assert (row["status"], row["status_name"], row["group_id"]) == (4, "Major Outage", group.pk)
    assert list(row["tags"].items()) == [("eu-west", "EU west"), ("db", "db")]
    assert row["meta"] == {"a": 1}
    assert v1.row(f"/components/{row['id']}") == row


@pytest.mark.parametrize(
    ("said", "tags"),
    [
        ("a, B c,,a", {"a": "a", "b-c": "B c"}),
        (["x", None, " y "], {"x": "x", "y": "y"}),
        ({"x": "X", "z": "Z"}, {"x": "X", "z": "Z"}),
        ([], []),
        (None, {"old": "old"}),
        ("", {"old": "old"}),
    ],
)
def test_tags_come_in_every_form_that_clients_send(v1: V1, said: object, tags: object) -> None:
    component = factories.a_component(tags=["old"])

    assert v1.put(f"/components/{component.pk}", {"tags": said}).body["data"]["tags"] == tags


def test_a_whole_object_sent_back_changes_nothing(v1: V1) -> None:
    row = v1.made("/components", name="API", status=1, tags="a,b", link="https://example.com")

    with nothing_written():
        assert v1.put(f"/components/{row['id']}", row).body["data"] == row
        assert v1.put(f"/components/{row['id']}").status == 200


def test_a_group_that_there_is_not_is_read_back_until_there_is_another(v1: V1) -> None:
    group = factories.a_group().pk
    path = f"/components/{v1.made('/components', name='API', group_id=1000)['id']}"

    assert v1.put(path, {"order": 2}).body["data"]["group_id"] == 1000
    assert (v1.names("/components", group_id=1000), v1.names("/components", group_id=0)) == (["API"], [])
    assert v1.put(path, {"group_id": group}).body["data"]["group_id"] == group
    assert v1.put(path, {"group_id": 0}).body["data"]["group_id"] == 0
    assert v1.names("/components", group_id=0) == ["API"]


def test_while_an_incident_is_open_the_component_reads_so(v1: V1) -> None:
    component = factories.a_component()
    incident = factories.an_incident(impacts=[(component, ComponentStatus.MAJOR_OUTAGE)])
    path = f"/components/{component.pk}"

    assert v1.row(path)["status"] == 4
    assert v1.put(path, {"status": 2}).body["data"]["status"] == 4  # the baseline is another matter
    incident.status = 4
    incident.save()
    assert v1.row(path)["status"] == 2


def test_maintenance_which_it_does_not_know_is_the_mildest_issue(v1: V1) -> None:
    component = factories.a_component()
    factories.a_window(impacts=[(component, None)])

    row = v1.row(f"/components/{component.pk}")
    assert (row["status"], row["status_name"]) == (2, "Performance Issues")


def test_filters_are_exact_and_go_together_with_pages(v1: V1) -> None:
    group = factories.a_group()
    for name in ("a", "b", "c"):
        factories.a_component(name=name, group=group, status=ComponentStatus.UNKNOWN, tags=["EU west"])
    factories.a_component(name="a", enabled=False)

    assert v1.names("/components", group_id=group.pk, per_page=2, page=2) == ["c"]
    assert v1.names("/components", status=0, name="b") == ["b"]
    assert v1.names("/components", enabled="false") == ["a"]
    assert v1.names("/components", status="x") == []
    assert v1.names("/components", nonsense="x", per_page=1) == ["a"]
    assert v1.get("/components?tags[]=eu-west&tags[]=none").body["meta"]["pagination"]["total"] == 3


def test_a_status_is_filtered_and_sorted_by_as_it_reads(v1: V1) -> None:
    down, fine = factories.a_component(name="down"), factories.a_component(name="fine")
    factories.a_component(name="unknown", status=ComponentStatus.UNKNOWN)
    factories.an_incident(impacts=[(down, ComponentStatus.MAJOR_OUTAGE), (fine, None)])

    assert v1.names("/components", status=4) == ["down"]
    assert v1.names("/components", status=1) == ["fine"]
    assert v1.names("/components", sort="status", order="desc") == ["down", "fine", "unknown"]
    assert v1.names("/components", sort="name") == ["down", "fine", "unknown"]


def test_guests_see_what_the_page_shows_them(v1: V1, v1_guest: V1) -> None:
    hidden = factories.a_component(enabled=False)
    inner = factories.a_component(group=factories.a_group(visible=Visibility.SIGNED_IN))

    assert v1_guest.names("/components") == []
    assert [v1_guest.get(f"/components/{one.pk}").status for one in (hidden, inner)] == [404, 404]
    assert len(v1.names("/components")) == 2


def test_a_refusal_says_what_is_wrong_in_the_words_that_clients_print(v1: V1) -> None:
    answer = v1.post(
        "/components", {"status": 7, "link": "javascript:alert(1)", "enabled": "perhaps", "order": "x"}
    )

    assert answer.status == 400
    assert details(answer) == [
        "The name field is required.",
        "The status must be between 0 and 4.",
        "The link format is invalid.",
        "The order must be an integer.",
        "The enabled field must be true or false.",
    ]


def test_one_is_deleted(v1: V1) -> None:
    component = factories.a_component()

    answer = v1.delete(f"/components/{component.pk}")
    assert (answer.status, answer.body) == (204, None)
    assert v1.get(f"/components/{component.pk}").status == 404
