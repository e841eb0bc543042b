import gzip

import brotli  # type: ignore[import-untyped]
import pytest

from heliograph.publishing.forms import encoding_for, form_of, is_known

PAGE = b"<p>All is well.</p>" * 100
HEADERS = [("Content-Type", "text/html"), ("ETag", '"a"'), ("Vary", "Accept-Language")]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0, gzip;q=1.0", "gzip"),
        ("br; q=0.000, gzip ; q=0", ""),
        ("", ""),
        ("deflate, identity, *", ""),
        (",;,", ""),
    ],
)
def test_the_best_encoding_that_a_browser_takes(accepted: str, encoding: str) -> None:
    assert encoding_for(accepted) == encoding


@pytest.mark.parametrize(
    ("sent", "is_there"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", W/"a"', True),
        ("*", True),
        ('"b"', False),
        ("", False),
        ("a", False),
    ],
)
@pytest.mark.parametrize("etag", ['"a"', 'W/"a"'])
def test_what_a_client_has_already(etag: str, sent: str, *, is_there: bool) -> None:
    assert is_known(etag, sent) is is_there


@pytest.mark.parametrize(
    ("encoding", "unpack"), [("gzip", gzip.decompress), ("br", brotli.decompress), ("", bytes)]
)
def test_each_form_says_the_same(encoding: str, unpack: type[bytes]) -> None:
    form = form_of(PAGE, HEADERS, encoding=encoding)
    said = dict(form.headers)

    assert unpack(form.body) == PAGE
    assert said["Content-Length"] == str(len(form.body))
    assert said.get("Content-Encoding", "") == encoding
    assert said["ETag"] == ('W/"a"' if encoding else '"a"')
    assert said["Vary"] == "Accept-Language, Accept-Encoding"
    assert dict(form.headers_unchanged) == {"ETag": said["ETag"], "Vary": said["Vary"]}


@pytest.mark.parametrize(("body", "content_type"), [(b"short", "text/html"), (PAGE, "image/png")])
def test_what_is_not_worth_it_is_not_packed(body: bytes, content_type: str) -> None:
    form = form_of(body, [("Content-Type", content_type)], encoding="br")

    assert form.body == body
    assert "Vary" not in dict(form.headers)
