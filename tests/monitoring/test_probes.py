"""Checks of a real server on this machine, which answers as well or as badly as its path says."""

import gzip
import socket
from ipaddress import ip_network

import pytest
from pytest_django import Settings

from heliograph.monitoring.probes import Target, probe, refusal_of
from heliograph.monitoring.verdict import Result
from tests.receiver import Canned, Receiver

pytestmark = pytest.mark.loopback


@pytest.fixture(autouse=True)
def this_machine_is_allowed(settings: Settings) -> None:
    settings.ALLOW_NETWORKS = (ip_network("127.0.0.0/8"),)


def probed(
    address: str, *, timeout: float = 5, expected_statuses: str = "200-299", keyword: str = ""
) -> Result:
    return probe(
        Target(address=address, timeout=timeout, expected_statuses=expected_statuses, keyword=keyword)
    )


def test_what_answers_is_up(receiver: Receiver) -> None:
    one = probed(receiver.at("/"))

    assert (one.is_up, one.code, one.error) == (True, 200, "")
    assert one.milliseconds is not None
    assert [heard.method for heard in receiver.heard] == ["GET"]


def test_a_status_that_is_not_fine_is_told(receiver: Receiver) -> None:
    one = probed(receiver.at("/status/503"))

    assert (one.is_up, one.code, one.error) == (False, 503, "The status is 503, and not 200-299.")


def test_what_the_owner_calls_fine_is_fine(receiver: Receiver) -> None:
    assert probed(receiver.at("/status/401"), expected_statuses="200-299, 401").is_up


@pytest.mark.parametrize(("keyword", "error"), [("Heard", ""), ("Lost", "The keyword is not in the answer.")])
def test_the_keyword_has_to_be_in_the_answer(keyword: str, error: str, receiver: Receiver) -> None:
    assert probed(receiver.at("/"), keyword=keyword).error == error


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_the_keyword_is_searched_in_the_text_that_a_browser_shows(coding: str, receiver: Receiver) -> None:
    page = "<p>Viele Grüße</p>".encode("iso-8859-1")
    headers = {"content_type": "text/html; charset=iso-8859-1", "content_encoding": coding}
    body = gzip.compress(page) if coding == "gzip" else page
    receiver.answers["/page"] = Canned(headers=headers, body=body)

    assert probed(receiver.at("/page"), keyword="Grüße").error == ""


def test_redirects_are_followed(receiver: Receiver) -> None:
    assert probed(receiver.at(f"/to/302?{receiver.at('/there')}")).is_up
    assert receiver.paths[-1] == "/there"


def test_who_takes_too_long_is_down(receiver: Receiver) -> None:
    one = probed(receiver.at("/silent"), timeout=0.3)

    assert (one.is_up, one.code, one.error) == (False, None, "No answer within 0.3 seconds.")


@pytest.mark.parametrize("scheme", ["http", "tcp"])
def test_where_nobody_is_nothing_is_up(scheme: str) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        one = probed(f"{scheme}://127.0.0.1:{nobody.getsockname()[1]}")

    assert (one.is_up, one.error) == (False, "Connection refused.")


def test_a_port_that_takes_connections_is_up(receiver: Receiver) -> None:
    one = probed(f"tcp://127.0.0.1:{receiver.port}")

    assert (one.is_up, one.code, one.error) == (True, None, "")
    assert one.milliseconds is not None


@pytest.mark.parametrize("address", ["http://10.0.0.1/", "tcp://10.0.0.1:80", "tcp://169.254.169.254:80"])
def test_nothing_inside_is_probed_and_nothing_is_said_of_it(address: str) -> None:
    one = probed(address)

    assert one.is_up is None
    assert "HELIOGRAPH_ALLOW_NETWORKS" in one.error


def test_a_redirect_leads_nobody_inside(receiver: Receiver) -> None:
    one = probed(receiver.at("/to/302?http://10.0.0.1/secret"))

    assert one.is_up is None
    assert "HELIOGRAPH_ALLOW_NETWORKS" in one.error


@pytest.mark.parametrize(
    "address",
    [
        *("", "example.com", "ftp://example.com/", "http://", "https://[::1", "file:///etc/passwd"),
        *("tcp://example.com", "tcp://example.com:0", "tcp://example.com:99999", "tcp://:80"),
        *("tcp://example.com:80/path", "tcp://2130706433:80", "http://2130706433/"),
        *("https://ada:open-sesame@example.com/", "tcp://ada@example.com:80"),
        *("https://example.com/\r\nX: 1", f"https://example.com/{'a' * 2048}"),
    ],
)
def test_an_address_that_cannot_be_checked_is_refused(address: str) -> None:
    assert refusal_of(address)
    assert probed(address).is_up is None


@pytest.mark.parametrize(
    "address", ["https://example.com/health?full=1", "http://example.com:8080", "tcp://[2606:4700::1]:53"]
)
def test_others_are_not(address: str) -> None:
    assert refusal_of(address) is None
