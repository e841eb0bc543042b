"""How passwords of imported installations are checked."""

from __future__ import annotations

import bcrypt
from django.contrib.auth.hashers import BCryptPasswordHasher
from typing_extensions import override

_LONGEST = 72
"""Bytes that count. Where the passwords were made the rest was dropped; this library refuses it."""


class ImportedBcrypt(BCryptPasswordHasher):
    @override
    def encode(self, password: str, salt: str | bytes) -> str:
        given = salt if isinstance(salt, bytes) else salt.encode()
        return f"{self.algorithm}${bcrypt.hashpw(password.encode()[:_LONGEST], given).decode()}"
