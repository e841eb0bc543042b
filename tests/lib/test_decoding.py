"""Bodies of real answers: decompressed within the limit, decoded by their charset."""

import gzip
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_network

import brotli  # type: ignore[import-untyped]  # it ships no types
import pytest
from pytest_django import Settings

from heliograph.lib import outbound
from heliograph.lib.outbound import Bounds, Question, retry_after
from tests.receiver import Canned, Receiver

pytestmark = pytest.mark.loopback

TEXT = "Grüße aus Köln"
MEGABYTE = 1_048_576
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def raw_deflate(body: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(body) + compressor.flush()


CODINGS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
    "br": brotli.compress,
    "identity": bytes,
    "gzip, br": lambda body: brotli.compress(gzip.compress(body)),
}


@pytest.fixture(autouse=True)
def this_machine_is_allowed(settings: Settings) -> None:
    settings.ALLOW_NETWORKS = (ip_network("127.0.0.0/8"),)


def answer_of(
    receiver: Receiver, body: bytes, bounds: Bounds = outbound.USUAL, **headers: str
) -> outbound.Answer:
    receiver.answers["/page"] = Canned(headers=headers, body=body)
    return outbound.ask(Question(url=receiver.at("/page")), bounds)


@pytest.mark.parametrize("coding", CODINGS)
def test_a_compressed_body_is_decompressed(coding: str, receiver: Receiver) -> None:
    answer = answer_of(receiver, CODINGS[coding](TEXT.encode()), content_encoding=coding)

    assert (answer.body, answer.is_cut) == (TEXT.encode(), False)


def test_a_gzip_body_of_several_members_is_read_whole(receiver: Receiver) -> None:
    body = gzip.compress(b"one, ") + gzip.compress(b"two")

    assert answer_of(receiver, body, content_encoding="gzip").body == b"one, two"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip, br"])
def test_a_decompression_bomb_fills_no_memory(coding: str, receiver: Receiver) -> None:
    bomb = CODINGS[coding](bytes(64 * MEGABYTE))
    assert len(bomb) < MEGABYTE

    tracemalloc.start()
    answer = answer_of(receiver, bomb, Bounds(size=MEGABYTE), content_encoding=coding)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (len(answer.body), answer.is_cut) == (MEGABYTE, True)
    assert peak < 8 * MEGABYTE


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_a_damaged_body_is_still_an_answer(coding: str, receiver: Receiver) -> None:
    answer = answer_of(receiver, b"\xff\xfe no such thing", content_encoding=coding)

    assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize("coding", ["unknown", "gzip, gzip, gzip, gzip, gzip"])
def test_a_body_in_an_unknown_coding_stays_as_it_was_sent(coding: str, receiver: Receiver) -> None:
    assert answer_of(receiver, b"as sent", content_encoding=coding).body == b"as sent"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/html; charset=iso-8859-1", TEXT.encode("latin-1")),
        ('text/html; charset="ISO-8859-15"', TEXT.encode("iso-8859-15")),
        ("text/html; charset=us-ascii", TEXT.encode("cp1252")),
        ("text/html;Charset=windows-1252", TEXT.encode("cp1252")),
        ("text/html; charset=utf-16le", TEXT.encode("utf-16-le")),
        ("text/html; charset=UTF-8", TEXT.encode()),
        ("text/html", TEXT.encode()),
        ("", TEXT.encode()),
        ("text/html", TEXT.encode("utf-8-sig")),
        ("text/html", TEXT.encode("utf-16")),
        ("text/html", TEXT.encode("utf-32")),
        ("text/html", b'<html><meta charset="iso-8859-1">' + TEXT.encode("latin-1")),
        (
            "text/html",
            b'<meta http-equiv="Content-Type" content="text/html; charset=latin1">' + TEXT.encode("latin-1"),
        ),
        ("text/html; charset=nonsense", TEXT.encode()),
        ("text/html; charset=punycode", TEXT.encode()),
        ("text/html; charset=zip", TEXT.encode()),
        ("text/html; charset=", TEXT.encode()),
    ],
)
def test_a_text_is_read_by_its_charset(content_type: str, body: bytes, receiver: Receiver) -> None:
    assert answer_of(receiver, body, content_type=content_type).text.endswith(TEXT)


def test_bytes_that_are_no_text_are_replaced(receiver: Receiver) -> None:
    assert answer_of(receiver, b"\xff ok", content_type="text/plain").text == "\ufffd ok"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("60", timedelta(seconds=60)),
        (" 0 ", timedelta(0)),
        ("86401", timedelta(days=1)),
        ("9" * 5_000, timedelta(days=1)),
        (format_datetime(NOW + timedelta(minutes=2), usegmt=True), timedelta(minutes=2)),
        (format_datetime(NOW + timedelta(days=30), usegmt=True), timedelta(days=1)),
        (format_datetime(NOW - timedelta(minutes=2), usegmt=True), None),
        *(("", None), ("-5", None), ("1.5", None), ("soon", None), ("²", None)),
    ],
)
def test_retry_after_is_read_in_seconds_and_as_a_date(value: str, expected: timedelta | None) -> None:
    assert retry_after({"retry-after": value}, at=NOW) == expected
