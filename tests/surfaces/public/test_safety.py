"""What operators write stays text, and browsers are told to keep to our own."""

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from heliograph.actors import Actor
from heliograph.site.settings import change_setting
from heliograph.surfaces.public.presenters.messages import message_html
from tests.factories import a_component, a_group, a_window, an_incident, an_update

INLINE_SCRIPT = r'<script(?! type="module" src="/static/)'
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u2028"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/incidents/{guid}"])
def test_markup_in_any_text_stays_text(client: Client, operator: Actor, path: str) -> None:
    component = a_component(name=EVIL, description=EVIL, group=a_group(name=EVIL))
    incident = an_incident(name=EVIL, message=EVIL, impacts=[(component, None)])
    an_update(incident, message=EVIL)
    a_window(name=EVIL, message=EVIL)
    change_setting("name", EVIL, actor=operator)
    change_setting("about", EVIL, actor=operator)
    page = client.get(path.format(guid=incident.guid)).content.decode()
    assert "alert(1)" in page
    assert not re.search(INLINE_SCRIPT, page)
    assert "<img" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/incidents/none", 404)])
def test_browsers_are_told_to_keep_to_our_own(client: Client, path: str, status: int) -> None:
    response = client.get(path)
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert response.status_code == status
    assert policy["default-src"] == "'none'"
    assert policy["style-src"] == policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in response


@pytest.mark.django_db
def test_a_page_has_no_style_and_no_script_in_it(client: Client) -> None:
    an_incident()
    page = client.get("/").content.decode()
    assert not re.search(rf"<style|{INLINE_SCRIPT}|\sstyle=|\son\w+=", page)


def test_links_in_messages_are_followed_by_people_alone() -> None:
    assert 'rel="nofollow noopener"' in message_html("[here](https://example.com)")
    assert "javascript" not in message_html("[here](javascript:alert(1))").partition(">")[0]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Big", "<h4>Big</h4>"),
        ("### Small", "<h6>Small</h6>"),
        ("###### Tiny", "<h6>Tiny</h6>"),
        ("`<h1>`", "<p><code>&lt;h1&gt;</code></p>"),
    ],
)
def test_headings_of_a_message_stand_below_those_of_the_page(text: str, html: str) -> None:
    assert message_html(text).strip() == html


@given(st.text(alphabet="# -=<>/h123`\n\tax[]()*_", max_size=60))
def test_no_message_breaks_the_outline_of_the_page(text: str) -> None:
    assert not re.search(r"<h[123]", message_html(text))
