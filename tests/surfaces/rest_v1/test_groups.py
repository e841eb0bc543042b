from heliograph.status.vocabulary import ComponentStatus, GroupDisplay, Visibility
from tests import factories
from tests.surfaces.rest_v1.caller import V1, details


def test_with_a_name_alone_it_is_for_those_who_are_signed_in(v1: V1, v1_guest: V1) -> None:
    row = v1.made("/components/groups", name="Services")

    dates = {name: row[name] for name in ("created_at", "updated_at")}
    assert row == dates | {
        "id": row["id"],
        "name": "Services",
        "order": 0,
        "collapsed": 0,
        "visible": 0,
        "enabled_components": [],
        "enabled_components_lowest": [],
        "lowest_human_status": None,
    }
    assert v1.names("/components/groups") == ["Services"]
    assert v1_guest.names("/components/groups") == []
    assert v1_guest.get(f"/components/groups/{row['id']}").status == 404


def test_it_shows_its_enabled_components_by_order_and_by_how_bad_they_are(v1_guest: V1) -> None:
    group = factories.a_group()
    factories.a_component(name="second", group=group, order=2, status=ComponentStatus.MAJOR_OUTAGE)
    factories.a_component(name="first", group=group)
    factories.a_component(name="off", group=group, enabled=False)

    row = v1_guest.row(f"/components/groups/{group.pk}")

    assert [one["name"] for one in row["enabled_components"]] == ["first", "second"]
    assert [one["name"] for one in row["enabled_components_lowest"]] == ["second", "first"]
    assert row["lowest_human_status"] == "Major Outage"


def test_what_a_change_leaves_out_stays(v1: V1) -> None:
    group = factories.a_group(order=3, collapsed=GroupDisplay.COLLAPSED_UNLESS_INCIDENT)

    row = v1.put(f"/components/groups/{group.pk}", {"name": "New"}).body["data"]

    assert (row["name"], row["order"], row["collapsed"], row["visible"]) == ("New", 3, 2, 1)
    assert v1.put(f"/components/groups/{group.pk}", {"collapsed": 4}).body["data"]["collapsed"] == 0


def test_without_a_name_it_is_refused(v1: V1) -> None:
    assert details(v1.post("/components/groups", {"collapsed": 5})) == [
        "The name field is required.",
        "The collapsed must be between 0 and 4.",
    ]


def test_when_it_is_deleted_its_components_stay(v1: V1) -> None:
    group = factories.a_group(visible=Visibility.EVERYONE)
    component = factories.a_component(group=group)

    assert v1.delete(f"/components/groups/{group.pk}").status == 204
    assert v1.row(f"/components/{component.pk}")["group_id"] == 0
