from __future__ import annotations

import hashlib
import secrets
import string
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from heliograph.accounts.models import ApiToken, User
from heliograph.accounts.roles import abilities_of
from heliograph.accounts.steps import oneself
from heliograph.actors import ABILITIES_OF_TOKENS, Ability, Actor
from heliograph.errors import Invalid, NotFound
from heliograph.events import log
from heliograph.events.kinds import ApiTokenCreated, ApiTokenRevoked

if TYPE_CHECKING:
    from datetime import datetime

ALL_ABILITIES = "*"
_ALPHABET = string.ascii_letters + string.digits
_SECRET_LENGTH = 40
_LONGEST_NAME = 255


@dataclass(frozen=True, kw_only=True)
class TokenDraft:
    user: User
    name: str
    abilities: tuple[str, ...] = (ALL_ABILITIES,)
    expires_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class OwnTokenDraft:
    name: str
    abilities: tuple[str, ...] = (ALL_ABILITIES,)
    expires_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class NewToken:
    """`text` is what the caller keeps: it is nowhere else, and cannot be had again."""

    token: ApiToken
    text: str


@transaction.atomic(durable=True)
def create_token(draft: TokenDraft, *, actor: Actor) -> NewToken:
    actor.require(Ability.USERS_MANAGE)
    return _made(draft, actor)


@transaction.atomic(durable=True)
def create_own_token(draft: OwnTokenDraft, *, actor: Actor) -> NewToken:
    actor.require(Ability.OWN_TOKENS)
    own = TokenDraft(
        user=oneself(actor), name=draft.name, abilities=draft.abilities, expires_at=draft.expires_at
    )
    return _made(own, actor)


@transaction.atomic(durable=True)
def revoke_token(token_id: int, *, actor: Actor) -> None:
    """Anybody's."""
    actor.require(Ability.USERS_MANAGE)
    _revoke(ApiToken.objects.filter(pk=token_id).first(), actor)


@transaction.atomic(durable=True)
def revoke_own_token(token_id: int, *, actor: Actor) -> None:
    """Raises NotFound for another's, as for one that is not."""
    actor.require(Ability.OWN_TOKENS)
    _revoke(oneself(actor).tokens.filter(pk=token_id).first(), actor)


def hash_of(secret: str) -> str:
    """SHA-256 suffices: a secret has 238 random bits, so that there is nothing to guess."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _made(draft: TokenDraft, actor: Actor) -> NewToken:
    _check(draft)
    secret = "".join(secrets.choice(_ALPHABET) for _ in range(_SECRET_LENGTH))
    token = ApiToken.objects.create(
        user=draft.user,
        name=draft.name,
        secret_hash=hash_of(secret),
        abilities=list(draft.abilities),
        expires_at=draft.expires_at,
    )
    log.record(ApiTokenCreated(subject_id=token.pk, row=_row_of(token)), actor=actor)
    return NewToken(token=token, text=f"{token.pk}|{secret}")


def _revoke(token: ApiToken | None, actor: Actor) -> None:
    if token is None:
        raise NotFound("There is no such token.")
    token_id, row = token.pk, _row_of(token)
    token.delete()
    log.record(ApiTokenRevoked(subject_id=token_id, row=row), actor=actor)


def _row_of(token: ApiToken) -> dict[str, object]:
    return {"user_id": token.user_id, "name": token.name, "abilities": token.abilities}


def _check(draft: TokenDraft) -> None:
    if not draft.name.strip():
        raise Invalid({"name": ["The name field is required."]})
    if len(draft.name) > _LONGEST_NAME:
        raise Invalid({"name": [f"The name must not have more than {_LONGEST_NAME} characters."]})
    known = {ALL_ABILITIES, *(one.value for one in ABILITIES_OF_TOKENS)}
    unknown = sorted(set(draft.abilities) - known)
    if unknown:
        raise Invalid({"abilities": [f"There is no ability {one!r}." for one in unknown]})
    beyond = sorted(set(draft.abilities) - {ALL_ABILITIES} - set(abilities_of(draft.user.role)))
    if beyond:
        raise Invalid({"abilities": [f"Its user may not do {one!r}." for one in beyond]})
