"""Text for places that cannot hold every character: XML documents, headers, lines."""

from __future__ import annotations

import re

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n|[\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    """Without the characters that XML 1.0 forbids, escaped or not. Escaping is left to who writes the XML."""
    return _NOT_IN_XML.sub("", text)


def many_lines(text: str) -> str:
    """With line feeds as the only line ends, and without other control characters."""
    return _CONTROL.sub("", _LINE_END.sub("\n", text))


def one_line(text: str) -> str:
    return " ".join(many_lines(text).split())
