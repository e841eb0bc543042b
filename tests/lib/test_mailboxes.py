"""Addresses that name one mailbox are equal in the form in which they are compared."""

import pytest

from heliograph.lib.mailboxes import ascii_domain, mailbox_of, spellings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("info@müller.example", "info@xn--mller-kva.example"),
        ("info@MÜLLER.example", "INFO@XN--MLLER-KVA.EXAMPLE"),
        ("JÖRG@example.com", "jörg@example.com"),
        ("jo\u0308rg@example.com", "jörg@example.com"),
        ("ada@\uff45\uff58ample\u3002com", "ada@example.com"),
        (" Ada@Example.com ", "ada@example.com"),
        ("info@straße.example", "info@xn--strae-oqa.example"),
    ],
)
def test_spellings_of_one_mailbox_are_equal(one: str, other: str) -> None:
    assert mailbox_of(one) == mailbox_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada@example.com", "bob@example.com"),
        ("ada+status@example.com", "ada@example.com"),
        ("a.da@example.com", "ada@example.com"),
        ("info@straße.example", "info@strasse.example"),
    ],
)
def test_other_mailboxes_stay_different(one: str, other: str) -> None:
    assert mailbox_of(one) != mailbox_of(other)


@pytest.mark.parametrize(
    "text", ["", "@", "no address", "a@-", "a@xn--", "a@" + "ä" * 300, "a@b@c", "\ud800@x", "a@\u200b"]
)
def test_any_text_has_a_form(text: str) -> None:
    assert mailbox_of(text) == mailbox_of(mailbox_of(text))
    assert spellings(text)


def test_a_domain_that_dns_cannot_have_is_none() -> None:
    assert ascii_domain("ä" * 300) is None
