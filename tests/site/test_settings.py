from dataclasses import asdict

import pytest

from heliograph.actors import Actor
from heliograph.errors import Invalid, NotFound
from heliograph.site import settings
from heliograph.site.models import Setting
from heliograph.site.settings import change_setting, change_settings
from heliograph.site.vocabulary import SiteSettings
from tests.ledger import nothing_written, the_event


@pytest.mark.django_db
def test_where_nothing_was_changed_the_defaults_hold() -> None:
    assert settings.load() == SiteSettings()


def test_a_changed_setting_holds_and_leaves_the_others_alone(operator: Actor) -> None:
    changed = change_setting("name", "Acme status", actor=operator)

    assert changed == settings.load()
    assert asdict(changed) == asdict(SiteSettings()) | {"name": "Acme status"}


def test_a_change_is_an_event_of_the_page(operator: Actor) -> None:
    change_setting("api_protected", True, actor=operator)  # noqa: FBT003 - the value is a boolean

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == ("setting_changed", "site", 1)
    assert event.payload == {"row": {"name": "api_protected", "value": True}}
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_a_setting_changed_twice_is_one_row_with_the_last_value(operator: Actor) -> None:
    for days in (3, 5):
        change_setting("incident_days", days, actor=operator)

    assert Setting.objects.get().value == 5


@pytest.mark.django_db
def test_a_setting_of_another_version_is_passed_over() -> None:
    Setting.objects.create(name="colour_of_yesterday", value="blue")

    assert settings.load() == SiteSettings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("about", None),
        ("timezone", "Europe/Berlin"),
        ("incident_days", 0),
        ("incident_days", 90),
        ("refresh_rate", None),
        ("refresh_rate", 5),
        ("major_outage_threshold", 100),
        ("partial_outage_weight", 0),
        ("partial_outage_weight", 0.5),
        ("partial_outage_weight", 1.0),
        ("api_rate_limit", 0),
        ("api_v1_rate_limit", 0),
        ("api_enabled", False),
    ],
)
def test_a_right_value_is_taken(name: str, value: object, operator: Actor) -> None:
    assert getattr(change_setting(name, value, actor=operator), name) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("name", None),
        ("name", 5),
        ("timezone", "Mars/Olympus"),
        ("timezone", "../../etc/passwd"),
        ("incident_days", -1),
        ("incident_days", 91),
        ("incident_days", "7"),
        ("incident_days", True),
        ("incident_days", 7.5),
        ("refresh_rate", 4),
        ("major_outage_threshold", 0),
        ("major_outage_threshold", 101),
        ("partial_outage_weight", -0.1),
        ("partial_outage_weight", 1.1),
        ("partial_outage_weight", float("nan")),
        ("partial_outage_weight", True),
        ("partial_outage_weight", "0.5"),
        ("long_running_incident_hours", 0),
        ("api_rate_limit", -1),
        ("api_v1_rate_limit", -1),
        ("api_v1_rate_limit", None),
        ("api_enabled", 1),
        ("api_enabled", "true"),
        ("api_enabled", None),
        ("about", ["x"]),
    ],
)
def test_a_wrong_value_is_refused_by_its_name(name: str, value: object, operator: Actor) -> None:
    with nothing_written(), pytest.raises(Invalid) as refused:
        change_setting(name, value, actor=operator)

    assert set(refused.value.errors) == {name}


def test_several_are_changed_at_once(operator: Actor) -> None:
    changed = change_settings({"name": "Acme", "incident_days": 3}, actor=operator)

    assert (changed.name, changed.incident_days) == ("Acme", 3)


def test_one_wrong_value_of_several_keeps_all_as_they_are_and_each_is_named(operator: Actor) -> None:
    with nothing_written(), pytest.raises(Invalid) as refused:
        change_settings({"about": "Fine", "name": "", "incident_days": 91}, actor=operator)

    assert set(refused.value.errors) == {"name", "incident_days"}


@pytest.mark.parametrize("name", ["", "nothing", "__class__", "NAME"])
def test_there_are_no_settings_but_ours(name: str, operator: Actor) -> None:
    with nothing_written(), pytest.raises(NotFound):
        change_setting(name, "x", actor=operator)


@pytest.mark.parametrize("name", settings.NAMES)
def test_every_default_is_a_value_that_may_be_set(name: str, operator: Actor) -> None:
    default = getattr(SiteSettings(), name)

    assert getattr(change_setting(name, default, actor=operator), name) == default
