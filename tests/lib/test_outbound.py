"""What is asked of others is bounded, and what they answer is told as it was."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import certifi
import pytest
import requests
from pytest_django import Settings

from heliograph.lib import outbound
from heliograph.lib.outbound import Bounds, Question, TookTooLong, Unanswered, client
from tests.certificates import certify
from tests.receiver import Receiver, receiving

pytestmark = pytest.mark.loopback

AT_ONCE = Bounds(total=0.4, size=1_000)


@pytest.fixture(autouse=True)
def this_machine_is_allowed(settings: Settings) -> None:
    settings.ALLOW_NETWORKS = (ip_network("127.0.0.0/8"),)


def test_what_is_asked_arrives_and_the_answer_comes_back(receiver: Receiver) -> None:
    question = Question(method="POST", url=receiver.at("/hook?a=1"), headers={"X-Own": "é"}, body=b'{"a": 1}')

    answer = outbound.ask(question)

    assert (answer.status, answer.body, answer.is_cut, answer.is_success) == (200, b"Heard.", False, True)
    (heard,) = receiver.heard
    assert (heard.method, heard.path, heard.body) == ("POST", "/hook?a=1", b'{"a": 1}')
    assert heard.headers["x-own"].encode("latin-1").decode() == "é"
    assert heard.headers["user-agent"].startswith("Heliograph/")


def test_an_answer_of_any_status_is_an_answer(receiver: Receiver) -> None:
    answer = outbound.ask(Question(url=receiver.at("/status/503")))

    assert (answer.status, answer.body, answer.is_success) == (503, b"Answered.", False)


def test_an_endless_body_is_cut(receiver: Receiver) -> None:
    answer = outbound.ask(Question(url=receiver.at("/endless")), Bounds(size=1_000))

    assert (answer.is_cut, len(answer.body)) == (True, 1_000)


@pytest.mark.parametrize("path", ["/silent", "/drip"])
def test_who_takes_too_long_is_left(path: str, receiver: Receiver) -> None:
    with pytest.raises(TookTooLong, match=r"No answer within 0\.4 seconds\."):
        outbound.ask(Question(url=receiver.at(path)), AT_ONCE)


@pytest.mark.parametrize("is_verified", [True, False])
def test_an_answer_says_until_when_its_certificate_is_valid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_verified: bool
) -> None:
    until = (datetime.now(UTC) + timedelta(days=10)).replace(microsecond=0)
    context, trusted = certify(tmp_path, until=until)
    monkeypatch.setattr(certifi, "where", lambda: str(trusted))
    client._certificates.cache_clear()  # noqa: SLF001 - it trusts another authority now
    try:
        asking = outbound.Client(networks=[ip_network("127.0.0.0/8")])
    finally:
        client._certificates.cache_clear()  # noqa: SLF001

    with receiving(context) as receiver:
        url = receiver.at("/").replace("http:", "https:")
        answer = asking.ask(Question(url=url, is_verified=is_verified))

    assert answer.status == 200
    assert answer.certificate_until == (until if is_verified else None)


def test_without_a_certificate_there_is_none(receiver: Receiver) -> None:
    assert outbound.ask(Question(url=receiver.at("/"))).certificate_until is None


def test_redirects_are_followed_with_the_same_method_and_body(receiver: Receiver) -> None:
    url = receiver.at(f"/to/307?{receiver.at('/to/308?/there')}")

    answer = outbound.ask(Question(method="POST", url=url, body=b"said"))

    assert (answer.status, answer.url) == (200, receiver.at("/there"))
    assert [one.body for one in receiver.heard] == [b"said"] * 3


def test_a_redirect_that_would_drop_the_body_is_the_answer(receiver: Receiver) -> None:
    answer = outbound.ask(Question(method="POST", url=receiver.at("/to/302?/there"), body=b"said"))

    assert (answer.status, receiver.paths) == (302, ["/to/302?/there"])


def test_redirects_end(receiver: Receiver) -> None:
    with pytest.raises(Unanswered, match="It redirects more than 3 times"):
        outbound.ask(Question(url=receiver.at("/to/302?/to/302?/to/302?/to/302?/to/302?/there")))

    assert len(receiver.heard) == 4


def test_who_is_not_there_is_said(receiver: Receiver) -> None:
    with pytest.raises(Unanswered, match="Connection refused"):
        outbound.ask(Question(url="http://127.0.0.1:1/"))


def test_who_speaks_no_tls_is_said(receiver: Receiver) -> None:
    with pytest.raises(Unanswered, match="could not be encrypted"):
        outbound.ask(Question(url=receiver.at("/").replace("http:", "https:")))

    assert receiver.heard == []


def test_cookies_of_one_answer_are_not_told_to_the_next(receiver: Receiver) -> None:
    for _ in range(2):
        outbound.ask(Question(url=receiver.at("/cookie")))

    assert ["cookie" in one.headers for one in receiver.heard] == [False, False]


def test_a_library_that_wants_a_session_of_requests_gets_one(receiver: Receiver) -> None:
    with outbound.requests_session() as session:
        answer = session.get(receiver.at("/to/302?/there"), headers={"X-Own": "own"}, timeout=1)
        told = session.post(receiver.at("/status/401"), json={"a": 1}, timeout=1)

    assert (answer.status_code, answer.text, answer.url) == (200, "Heard.", receiver.at("/there"))
    assert [one.headers.get("x-own") for one in receiver.heard] == ["own", "own", None]
    assert (told.status_code, told.reason, told.ok) == (401, "Unauthorized", False)
    assert (receiver.heard[2].body, receiver.heard[2].headers["content-type"]) == (
        b'{"a": 1}',
        "application/json",
    )


def test_a_library_that_calls_requests_is_bounded(receiver: Receiver) -> None:
    with outbound.guarding_requests(AT_ONCE):
        assert len(requests.get(receiver.at("/endless"), timeout=60).content) == 1_000
        with pytest.raises(requests.Timeout):
            requests.get(receiver.at("/drip"), timeout=60)
        with pytest.raises(requests.TooManyRedirects):
            requests.get(receiver.at("/to/302?/to/302?/to/302?" * 20), timeout=60)
