import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.subscribers.vocabulary import is_email


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.com",
        "a@b",
        "Ada.Lovelace+status@mail.example.co.uk",
        "o'neill_{x}=1!@example.com",
        "zoë@bücher.example",
        "ada@xn--bcher-kva.example",
        "ada@192.0.2.1",
        f"{'a' * 243}@example.com",
    ],
)
def test_an_address(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "@example.com",
        "ada@",
        "ada@@example.com",
        "ada@example..com",
        "ada@.example.com",
        "ada@example.com.",
        "ada@-example.com",
        "ada@exa_mple.com",
        ".ada@example.com",
        "ada.@example.com",
        "a da@example.com",
        "ada@example.com\n",
        "ada@example.com\r\nBcc: eve@example.com",
        "ada@example.com,eve@example.com",
        "Ada <ada@example.com>",
        '"ada"@example.com',
        "ada(comment)@example.com",
        "ada\u202e@example.com",
        "ada\0@example.com",
        f"{'a' * 244}@example.com",
    ],
)
def test_no_address(text: str) -> None:
    assert not is_email(text)


@given(st.text(), st.characters(categories=["Cc", "Cf", "Cs", "Z"]), st.text())
def test_nothing_that_breaks_a_line_or_hides_is_part_of_an_address(before: str, one: str, after: str) -> None:
    assert not is_email(f"ada{before}{one}{after}@example.com")
