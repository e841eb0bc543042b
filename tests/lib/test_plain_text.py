from xml.dom.minidom import parseString
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.lib.plain_text import many_lines, one_line, xml_text

ANY_TEXT = st.text(st.characters(exclude_categories=[]))


@given(ANY_TEXT)
def test_what_is_left_for_xml_is_what_a_parser_takes(text: str) -> None:
    parseString(f"<x>{escape(xml_text(text))}</x>".encode())  # noqa: S318 - our own


@given(ANY_TEXT)
def test_one_line_is_one_line_to_everybody(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1
    assert one_line(text) == one_line(text).strip()


@given(ANY_TEXT)
def test_many_lines_end_with_line_feeds_alone(text: str) -> None:
    assert many_lines(text).splitlines() == many_lines(text).removesuffix("\n").split("\n") or not many_lines(
        text
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Outage\r\nBcc: eve@example.com", "Outage Bcc: eve@example.com"),
        ("a\x85b\u2028c\u2029d\x0be", "a b c d e"),
        ("  a \t b ", "a b"),
        ("a\x00\x1bb\ud800", "ab"),
        ("🧯 Ökosystem", "🧯 Ökosystem"),
    ],
)
def test_examples(text: str, line: str) -> None:
    assert one_line(text) == line
