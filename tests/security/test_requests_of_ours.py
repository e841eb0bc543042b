"""Classes 8 and 9: nothing of ours goes to an address inside, whoever names it, and no header becomes two."""

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

import pytest
import requests
from pytest_django import Settings

from heliograph.lib import outbound
from heliograph.lib.internet import Address
from heliograph.lib.outbound import Client, LeadsInside, Question, Unanswered
from tests.receiver import Receiver

pytestmark = pytest.mark.loopback

THIS_MACHINE = ip_network("127.0.0.0/8")
OTHERS = [
    "http://169.254.169.254/latest/meta-data/",
    "http://[::ffff:169.254.169.254]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[2002:7f00:1::]/",
    "http://[fd00:ec2::254]/",
    "http://10.0.0.1/",
    "http://100.64.0.1/",
    "http://224.0.0.1/",
    "http://[::1]:{port}/",
    "http://0.0.0.0:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f.1:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://①②⑦.0.0.1:{port}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/",
    "unix:///run/docker.sock",
    "http+unix://%2Frun%2Fdocker.sock/",
    "//127.0.0.1:{port}/",
    "http:///",
    "http://[::1/",
    "",
]


async def rebinding(host: str, port: int) -> Sequence[Address]:
    """Whoever owns a name says where it leads, at any moment."""
    return [ip_address("8.8.8.8"), ip_address("127.0.0.1")]


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://localhost.:{port}/", *OTHERS]
)
def test_nothing_inside_is_asked(url: str, receiver: Receiver) -> None:
    with pytest.raises(Unanswered):
        outbound.ask(Question(url=url.format(port=receiver.port)))

    assert receiver.heard == []


@pytest.mark.parametrize("url", [url for url in OTHERS if ":" in url.partition("/")[0]])
def test_a_redirect_leads_nowhere_else(url: str, receiver: Receiver, settings: Settings) -> None:
    settings.ALLOW_NETWORKS = (THIS_MACHINE,)
    asked = receiver.at(f"/to/307?{url.format(port=receiver.port).encode('ascii', 'ignore').decode()}")

    for method in ("GET", "POST"):
        try:
            answer = outbound.ask(Question(method=method, url=asked))
        except Unanswered:
            continue
        assert answer.status == 307  # it leads nowhere at all

    assert receiver.paths == [asked.removeprefix(receiver.at(""))] * 2


def test_a_name_is_judged_by_the_address_that_is_connected_to(receiver: Receiver) -> None:
    with pytest.raises(
        LeadsInside, match=r"rebinding\.example is 127\.0\.0\.1, which is not out in the internet"
    ):
        Client(resolve=rebinding).ask(Question(url=receiver.at("/", host="rebinding.example")))

    assert receiver.heard == []


def test_a_name_is_looked_up_once_for_a_connection(receiver: Receiver) -> None:
    answers = iter([[ip_address("127.0.0.1")], [ip_address("10.0.0.1")]])

    async def changing(host: str, port: int) -> Sequence[Address]:
        return next(answers)

    client = Client(networks=[THIS_MACHINE], resolve=changing)

    assert client.ask(Question(url=receiver.at("/", host="changing.example"))).status == 200
    assert next(answers) == [ip_address("10.0.0.1")]


def test_the_owner_allows_a_network_by_name(receiver: Receiver, settings: Settings) -> None:
    settings.ALLOW_NETWORKS = (THIS_MACHINE,)

    assert outbound.ask(Question(url=receiver.at("/"))).status == 200


def test_the_proxy_of_the_environment_is_not_asked(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, receiver.at(""))

    for ask in (
        lambda: outbound.ask(Question(url="http://10.0.0.1/")),
        lambda: _get_guarded("http://10.0.0.1/"),
    ):
        with pytest.raises((Unanswered, requests.ConnectionError)):
            ask()

    assert receiver.heard == []


def _get_guarded(url: str) -> None:
    with outbound.guarding_requests():
        requests.get(url, timeout=1)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/", "http://0x7f.1:{port}/", "http://localhost:{port}/"]
)
def test_libraries_that_speak_requests_go_by_the_same_rule(url: str, receiver: Receiver) -> None:
    url = url.format(port=receiver.port)

    with outbound.requests_session() as session, pytest.raises(requests.ConnectionError):
        session.get(url, timeout=1)
    with pytest.raises(requests.ConnectionError):
        _get_guarded(url)

    assert receiver.heard == []


def test_a_session_that_is_older_than_the_guard_is_guarded(receiver: Receiver) -> None:
    with requests.Session() as session:
        session.get(receiver.at("/before"), timeout=1)
        with outbound.guarding_requests(), pytest.raises(requests.ConnectionError):
            session.get(receiver.at("/guarded"), timeout=1)

    assert receiver.paths == ["/before"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Own", "a\r\nX-Other: b"),
        ("X-Own", "a\nb"),
        ("X-Own", "a\0b"),
        ("X-Own\r\nX-Other", "a"),
        ("X Own", "a"),
        ("", "a"),
    ],
)
def test_a_header_is_one_header(name: str, value: str, receiver: Receiver, settings: Settings) -> None:
    settings.ALLOW_NETWORKS = (THIS_MACHINE,)

    with pytest.raises(Unanswered, match="line break"):
        outbound.ask(Question(url=receiver.at("/"), headers={name: value}))

    assert receiver.heard == []


@pytest.mark.parametrize(
    "url",
    ["http://10.0.0.1/", "https://[::1]/", "http://0x7f.1/", "ftp://example.com/", "example.com", "http://"],
)
def test_what_shows_in_an_address_itself_is_told_before_anything_is_asked(url: str) -> None:
    assert outbound.refusal_of(url) is not None
    assert outbound.refusal_of("https://example.com/hook?a=1") is None
