from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, kw_only=True)
class FollowPage:
    """`back_url` is the page of what is followed; `wrong` says what is wrong with the address, in words."""

    name: str
    back_url: str
    email: str = ""
    wrong: str = ""

    def refusing(self, email: str, wrong: str) -> Self:
        return replace(self, email=email, wrong=wrong)
