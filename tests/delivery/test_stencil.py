"""What is filled into a mail's gaps is what its reader reads."""

import email
import email.policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.delivery.stencil import Stencil, gap
from heliograph.lib.plain_text import many_lines

written = st.text(st.characters(blacklist_categories=["Cs"]), max_size=300).map(many_lines)
keys = st.text("abcXYZ019-_:", min_size=1, max_size=200)


@given(before=written, after=written, key=keys)
def test_any_text_around_any_key_comes_through(before: str, after: str, key: str) -> None:
    before, after = before.replace("\r", ""), after.replace("\r", "")
    assert content_of(f"{before}{gap('key')}{after}\n", key) == f"{before}{key}{after}\n"


@pytest.mark.parametrize("text", ["a" * 5_000, "ä" * 900, " \n. \n.\n=3D\n\t", "\x85 \u2028"])
def test_lines_are_no_longer_than_a_mail_s_may_be(text: str) -> None:
    stencil = Stencil()
    stencil.add_part("plain", many_lines(text) + gap("key"))
    assert max(map(len, stencil.filled({"key": "k" * 200}).split(b"\r\n"))) <= 998


def content_of(text: str, key: str) -> str:
    stencil = Stencil()
    stencil.add("MIME-Version: 1.0\r\n")
    stencil.add_part("plain", text)
    message = email.message_from_bytes(stencil.filled({"key": key}), policy=email.policy.default)
    return str(message.get_content()).replace("\r\n", "\n")
