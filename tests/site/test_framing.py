import pytest

from heliograph.actors import Actor
from heliograph.errors import Invalid
from heliograph.site.contact import contact_uri
from heliograph.site.framing import frame_ancestors
from heliograph.site.settings import change_setting


@pytest.mark.parametrize(
    ("setting", "policy"),
    [
        ("", "'self'"),
        ("*", "'self' *"),
        ("https://example.org", "'self' https://example.org"),
        (
            "https://*.example.org  http://localhost:3000",
            "'self' https://*.example.org http://localhost:3000",
        ),
        ("https://example.org; script-src *", "'self'"),
        ("https://example.org, https://example.com", "'self'"),
        ("'none'", "'self'"),
        ("javascript:alert(1)", "'self'"),
    ],
)
def test_who_may_frame_is_said_as_the_content_policy_says_it(setting: str, policy: str) -> None:
    assert frame_ancestors(setting) == policy


@pytest.mark.parametrize("name", ["frame_ancestors", "embed_frame_ancestors"])
def test_what_is_no_origin_is_refused(operator: Actor, name: str) -> None:
    change_setting(name, "https://example.org", actor=operator)
    with pytest.raises(Invalid) as refused:
        change_setting(name, "https://example.org; script-src *", actor=operator)
    assert set(refused.value.errors) == {name}


@pytest.mark.parametrize(
    "contact", [None, "security@example.org", "mailto:a@b.org", "https://example.org/report"]
)
def test_a_contact_is_an_address(operator: Actor, contact: str | None) -> None:
    assert change_setting("security_contact", contact, actor=operator).security_contact == contact


@pytest.mark.parametrize(
    "contact", ["", "nobody", "a@b.org\nEncryption: none", "http://example.org", "a@b.org x"]
)
def test_what_is_no_contact_is_refused(operator: Actor, contact: str) -> None:
    with pytest.raises(Invalid):
        change_setting("security_contact", contact, actor=operator)


def test_a_contact_is_said_as_an_address() -> None:
    assert contact_uri("a@b.org") == contact_uri("mailto:a@b.org") == "mailto:a@b.org"
