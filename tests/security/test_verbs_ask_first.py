"""Class 16: nobody does what they may not, and who asks learns nothing of what there is.

The verbs are found as the architecture tests find them: one that is new must be entered here.
"""

import ast
import inspect
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from typing_extensions import override

from heliograph.actors import EVERYTHING, Ability, Actor
from heliograph.errors import Forbidden, NotFound, Unauthenticated
from tests.architecture import source
from tests.factories import Key
from tests.ledger import nothing_written
from tests.people import actor_of

VERBS: dict[Ability, str] = {
    Ability.COMPONENTS_MANAGE: (
        "create_component update_component report_component change_component_status "
        "change_component_statuses order_components create_monitor update_monitor delete_monitor "
        "check_soon record_check forget_old_checks"
    ),
    Ability.COMPONENTS_DELETE: "delete_component restore_component",
    Ability.COMPONENT_GROUPS_MANAGE: "create_component_group update_component_group order_component_groups",
    Ability.COMPONENT_GROUPS_DELETE: "delete_component_group",
    Ability.INCIDENTS_MANAGE: (
        "create_incident update_incident record_due withdraw_announcements send_again send_delivery_again"
    ),
    Ability.INCIDENTS_DELETE: "delete_incident restore_incident",
    Ability.INCIDENT_UPDATES_MANAGE: "record_incident_update edit_incident_update",
    Ability.INCIDENT_UPDATES_DELETE: "delete_incident_update",
    Ability.INCIDENT_TEMPLATES_MANAGE: "create_incident_template update_incident_template",
    Ability.INCIDENT_TEMPLATES_DELETE: "delete_incident_template restore_incident_template",
    Ability.METRICS_MANAGE: "create_metric update_metric",
    Ability.METRICS_DELETE: "delete_metric",
    Ability.METRIC_POINTS_MANAGE: "record_points change_point",
    Ability.METRIC_POINTS_DELETE: "delete_point",
    Ability.SCHEDULES_MANAGE: "create_schedule update_schedule",
    Ability.SCHEDULES_DELETE: "delete_schedule restore_schedule",
    Ability.SCHEDULE_UPDATES_MANAGE: "record_schedule_update edit_schedule_update",
    Ability.SCHEDULE_UPDATES_DELETE: "delete_schedule_update",
    Ability.SUBSCRIBERS_MANAGE: (
        "create_subscriber update_subscriber send_link_again import_subscribers stop_subscriber"
    ),
    Ability.SUBSCRIBERS_DELETE: "delete_subscriber delete_subscription forget_unconfirmed end_followings",
    Ability.SETTINGS_MANAGE: "change_setting change_settings change_logo",
    Ability.USERS_MANAGE: (
        "create_user update_user set_user_password delete_user remove_second_factor "
        "invite_user revoke_invitation create_token revoke_token open_set_up import_cachet"
    ),
    Ability.OWN_ACCOUNT: (
        "change_name change_address change_password change_second_factor end_session end_sessions "
        "record_sign_in record_sign_out"
    ),
    Ability.OWN_TOKENS: "create_own_token revoke_own_token",
    Ability.SIGN_IN: (
        "request_password_reset reset_password confirm_address accept_invitation claim_installation "
        "record_failed_sign_in recognise_user recognise_address"
    ),
    Ability.WEBHOOKS_MANAGE: (
        "create_webhook update_webhook delete_webhook switch_webhook_on switch_webhook_off try_webhook "
        "replay_attempt forget_old_attempts"
    ),
    Ability.CHANNELS_MANAGE: (
        "create_chat_channel update_chat_channel delete_chat_channel switch_chat_channel_on "
        "switch_chat_channel_off try_chat_channel"
    ),
    Ability.SUBSCRIBE: "subscribe follow",
    Ability.OWN_SUBSCRIPTION: "verify_subscription change_subscription unsubscribe",
}
ACT_AT_ONCE = {
    *("forget_old_attempts", "forget_old_checks", "forget_unconfirmed", "end_followings", "record_due"),
    *("open_set_up", "end_sessions", "record_sign_out"),
}
"""They are told nothing but who asks."""

ASKED = [(name, ability) for ability, names in VERBS.items() for name in names.split()]


class Looked(Exception):  # noqa: N818 - it tells what a verb did
    """A verb looked at what was said to it."""


class Unseen:
    """Whatever is said to a verb: to look at it is to be caught."""

    @override
    def __getattribute__(self, name: str) -> object:
        raise Looked(name)


def verbs() -> Iterator[tuple[str, Callable[..., object]]]:
    for module in source.modules():
        for node in source.tree(module).body:
            if isinstance(node, source.Function) and _is_verb(node):
                yield node.name, getattr(import_module(_dotted(module)), node.name)


def _is_verb(function: source.Function) -> bool:
    is_durable = "transaction.atomic(durable=True)" in map(ast.unparse, function.decorator_list)
    return is_durable and "actor" in {argument.arg for argument in function.args.kwonlyargs}


def _dotted(module: str) -> str:
    return f"heliograph/{module}".removesuffix(".py").replace("/", ".")


FOUND = dict(verbs())


def do(name: str, actor: Actor) -> None:
    parameters = inspect.signature(FOUND[name]).parameters.values()
    said = [Unseen() for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD]
    named = {one.name: Unseen() for one in parameters if one.kind is one.KEYWORD_ONLY and one.name != "actor"}
    FOUND[name](*said, **named, actor=actor)


def test_every_verb_is_entered_here_with_its_ability() -> None:
    assert sorted(FOUND) == sorted(name for name, _ in ASKED)


@pytest.mark.parametrize(("name", "ability"), ASKED)
def test_a_stranger_is_asked_who_they_are(name: str, ability: Ability, stranger: Actor, db: None) -> None:
    with nothing_written(), pytest.raises(Unauthenticated):
        do(name, stranger)


@pytest.mark.parametrize(("name", "ability"), ASKED)
def test_every_other_ability_is_not_enough(name: str, ability: Ability, readers_key: Key) -> None:
    with nothing_written(), pytest.raises(Forbidden) as refused:
        do(name, actor_of(readers_key, *EVERYTHING - {ability}))

    assert not isinstance(refused.value, Unauthenticated)


@pytest.mark.parametrize(("name", "ability"), [one for one in ASKED if one[0] not in ACT_AT_ONCE])
def test_the_ability_alone_is_enough_to_be_listened_to(name: str, ability: Ability, readers_key: Key) -> None:
    # A TypeError is what the library says to whom it was handed on.
    with nothing_written(), pytest.raises((Looked, NotFound, TypeError)):
        do(name, actor_of(readers_key, ability))
