"""Cachet's users and their tokens."""

from __future__ import annotations

import re

from heliograph.accounts.models import ApiToken, User
from heliograph.accounts.roles import Role
from heliograph.project.importing.known import Known
from heliograph.project.importing.record import LONGEST_NAME, Record, refuse

_BCRYPT = re.compile(r"\$2[aby](\$\d\d\$[./A-Za-z0-9]{53})")
_ARGON2 = re.compile(r"\$argon2(id?|d)\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def user(record: Record, _known: Known) -> User:
    row = User(
        id=record.id,
        email=email_of(record),
        name=record.text("name")[:LONGEST_NAME],
        role=Role.ADMINISTRATOR if record.flag("is_admin") else Role.OPERATOR,
        email_verified_at=record.moment("email_verified_at"),
        created_at=record.birth(),
        updated_at=record.change(),
    )
    row.password = _password(record, otherwise=_unusable())
    if record.text("app_authentication_secret"):
        record.mended.append("its second factor is locked with Cachet's key, and has to be set up anew")
    return row


def _unusable() -> str:
    """What Django keeps where no password can be right."""
    nobody = User()
    nobody.set_unusable_password()
    return nobody.password


def _password(record: Record, *, otherwise: str) -> str:
    """PHP's `$2y$` is what everyone else calls `$2b$`. Django writes the name of its hasher in front."""
    said = record.text("password")
    if found := _BCRYPT.fullmatch(said):
        return f"bcrypt$$2b{found[1]}"
    if _ARGON2.fullmatch(said):
        return f"argon2{said}"
    record.mended.append("its password is of an unknown kind, and has to be set anew")
    return otherwise


def email_of(record: Record) -> str:
    email = record.text("email").strip()
    if "@" not in email or len(email) > LONGEST_NAME or not email.isprintable():
        refuse("it has no e-mail address")
    return email


def token(record: Record, known: Known) -> ApiToken:
    """Of the secret there is the SHA-256 alone, as here: whoever has the secret goes on using it."""
    if not record.text("tokenable_type").endswith("User"):
        refuse("it belongs to no user")
    secret_hash = record.text("token").lower()
    if not _SHA256.fullmatch(secret_hash):
        refuse("it is no SHA-256")
    return ApiToken(
        id=record.id,
        user_id=known.of("users", record.columns.get("tokenable_id")),
        name=record.name("name"),
        secret_hash=secret_hash,
        abilities=_abilities(record),
        last_used_at=record.moment("last_used_at"),
        expires_at=record.moment("expires_at"),
        created_at=record.birth(),
        updated_at=record.change(),
    )


def _abilities(record: Record) -> list[str]:
    said = record.content("abilities")
    return [one for one in said if isinstance(one, str)] if isinstance(said, list) else []
