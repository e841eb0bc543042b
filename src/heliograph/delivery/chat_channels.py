from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from heliograph.actors import Ability, Actor
from heliograph.delivery.chat_services import refusal_of, services_loaded
from heliograph.delivery.endpoints import chosen, switched_on
from heliograph.delivery.models import LONGEST_URL, ChatChannel
from heliograph.delivery.steps import chat_channel_row, without_address
from heliograph.delivery.vocabulary import ChatEvent
from heliograph.errors import Invalid
from heliograph.events import log
from heliograph.events.kinds import (
    ChatChannelCreated,
    ChatChannelDeleted,
    ChatChannelTested,
    ChatChannelUpdated,
)
from heliograph.lib.unset import UNSET, given
from heliograph.status.steps import locked, require_components, save_changes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from heliograph.delivery.drafts import ChatChannelChanges, ChatChannelDraft
    from heliograph.lib.unset import Unset

LONGEST_NAME = 255


@services_loaded()
@transaction.atomic(durable=True)
def create_chat_channel(draft: ChatChannelDraft, *, actor: Actor) -> ChatChannel:
    actor.require(Ability.CHANNELS_MANAGE)
    _require_sound(draft.name, draft.url, draft.components)
    channel = ChatChannel.objects.create(name=draft.name, url=draft.url, **chosen(draft.events, ChatEvent))
    channel.components.set(draft.components)
    log.record(ChatChannelCreated(subject_id=channel.pk, row=chat_channel_row(channel)), actor=actor)
    return channel


@services_loaded()
@transaction.atomic(durable=True)
def update_chat_channel(channel_id: int, changes: ChatChannelChanges, *, actor: Actor) -> ChatChannel:
    """Who does not say another address leaves it as it is; nobody is shown it."""
    actor.require(Ability.CHANNELS_MANAGE)
    channel = locked(ChatChannel.objects.all(), channel_id)
    _require_sound(changes.name, changes.url, changes.components)
    values = given(changes)
    for name in ("events", "components"):
        values.pop(name, None)
    if changes.events is not UNSET:
        values |= chosen(changes.events, ChatEvent)
    _change(channel, values, actor, components=changes.components)
    return channel


@transaction.atomic(durable=True)
def delete_chat_channel(channel_id: int, *, actor: Actor) -> None:
    """For good."""
    actor.require(Ability.CHANNELS_MANAGE)
    channel = locked(ChatChannel.objects.all(), channel_id)
    row = chat_channel_row(channel)
    channel.delete()
    log.record(ChatChannelDeleted(subject_id=channel_id, row=row), actor=actor)


@transaction.atomic(durable=True)
def switch_chat_channel_on(channel_id: int, *, actor: Actor) -> ChatChannel:
    """With a clean sheet. What happened while it was off is not made up for."""
    actor.require(Ability.CHANNELS_MANAGE)
    channel = locked(ChatChannel.objects.all(), channel_id)
    _change(channel, switched_on(), actor)
    return channel


@transaction.atomic(durable=True)
def switch_chat_channel_off(channel_id: int, *, actor: Actor) -> ChatChannel:
    actor.require(Ability.CHANNELS_MANAGE)
    channel = locked(ChatChannel.objects.all(), channel_id)
    _change(channel, {"is_active": False}, actor)
    return channel


@transaction.atomic(durable=True)
def try_chat_channel(channel_id: int, *, actor: Actor) -> None:
    """Sends it a word, whatever it asked for, even if it is off."""
    actor.require(Ability.CHANNELS_MANAGE)
    channel = locked(ChatChannel.objects.all(), channel_id)
    log.record(ChatChannelTested(subject_id=channel.pk, row=chat_channel_row(channel)), actor=actor)


def _require_sound(name: str | Unset, url: str | Unset, components: Sequence[int] | Unset) -> None:
    if name is not UNSET and not (len(name.strip()) > 0 and len(name) <= LONGEST_NAME):
        raise Invalid({"name": [f"The name has to be from 1 to {LONGEST_NAME} characters long."]})
    if url is not UNSET and (refusal := _refusal(url)):
        raise Invalid({"url": [refusal]})
    if components is not UNSET:
        require_components({f"components.{index}": pk for index, pk in enumerate(components)})


def _refusal(url: str) -> str | None:
    if len(url) > LONGEST_URL or not url.isprintable():
        return f"The url has to be printable and at most {LONGEST_URL} characters long."
    return refusal_of(url)


def _change(
    channel: ChatChannel,
    values: Mapping[str, object],
    actor: Actor,
    *,
    components: Sequence[int] | Unset = UNSET,
) -> None:
    before = save_changes(channel, values)
    if components is not UNSET:
        before |= _replace_components(channel, components)
    if before:
        row = chat_channel_row(channel)
        updated = ChatChannelUpdated(subject_id=channel.pk, row=row, before=without_address(before))
        log.record(updated, actor=actor)


def _replace_components(channel: ChatChannel, components: Sequence[int]) -> dict[str, object]:
    old = sorted(channel.components.values_list("pk", flat=True))
    if old == sorted(set(components)):
        return {}
    channel.components.set(components)
    return {"components": old}
