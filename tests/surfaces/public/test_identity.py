"""The owner's theme, logo, header and footer."""

import re

import pytest
from django.test import Client

from heliograph.actors import Actor
from heliograph.site.drafts import logo_draft
from heliograph.site.images import change_logo
from heliograph.site.models import Setting
from heliograph.site.settings import change_setting
from heliograph.site.theme import Shade
from tests.lib.test_pictures import a_picture

pytestmark = pytest.mark.django_db


def shown(client: Client) -> str:
    return client.get("/").content.decode()


def theme(client: Client) -> tuple[str, str]:
    """The address that the page names, and what is there."""
    link = re.search(r'href="(/theme\.css\?v=[0-9a-f]+)"', shown(client))
    assert link
    return link[1], client.get(link[1]).content.decode()


def test_a_page_that_nobody_restyled_has_our_stylesheets_alone(client: Client) -> None:
    assert "theme.css" not in shown(client)
    assert client.get("/theme.css").content == b""


def test_an_accent_is_there_at_once_under_another_address(client: Client, operator: Actor) -> None:
    change_setting("accent", "violet", actor=operator)
    before, css = theme(client)
    assert "--accent: light-dark(#" in css
    change_setting("accent", "#123456", actor=operator)
    after, css = theme(client)
    assert "light-dark(#123456, " in css
    assert before != after


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_of_one_scheme_says_so(client: Client, operator: Actor, scheme: str) -> None:
    change_setting("theme", scheme, actor=operator)
    assert f'<meta name="color-scheme" content="{scheme}">' in shown(client)
    assert f"color-scheme: {scheme};" in theme(client)[1]


def test_a_stylesheet_is_kept_for_good_under_the_address_that_names_it(
    client: Client, operator: Actor
) -> None:
    change_setting("stylesheet", ":root { --radius: 0 }", actor=operator)
    address, css = theme(client)
    assert "--radius: 0;" in css
    assert "immutable" in client.get(address)["Cache-Control"]
    assert "immutable" not in client.get("/theme.css")["Cache-Control"]
    assert "immutable" not in client.get("/theme.css?v=0")["Cache-Control"]
    assert client.get(address)["Content-Type"] == "text/css; charset=utf-8"


def test_what_an_import_brought_past_the_rules_does_no_harm(client: Client) -> None:
    Setting.objects.create(name="accent", value="red;} * { display: none")
    Setting.objects.create(name="theme", value="dark;} * { display: none")
    assert "theme.css" not in shown(client)
    assert '<meta name="color-scheme" content="light dark">' in shown(client)


@pytest.mark.parametrize(
    ("shades", "scheme", "sources"),
    [
        ([Shade.LIGHT], "auto", ["light"]),
        ([Shade.DARK], "auto", ["dark"]),
        ([Shade.LIGHT, Shade.DARK], "auto", ["dark", "light"]),
        ([Shade.LIGHT, Shade.DARK], "light", ["light"]),
        ([Shade.LIGHT, Shade.DARK], "dark", ["dark"]),
        ([Shade.LIGHT], "dark", ["light"]),
    ],
)
def test_each_scheme_has_its_logo(
    client: Client, operator: Actor, shades: list[Shade], scheme: str, sources: list[str]
) -> None:
    """The first source that the visitor's scheme admits is shown: the dark one, if there are two."""
    change_setting("theme", scheme, actor=operator)
    for shade in shades:
        change_logo(logo_draft(shade, a_picture()), actor=operator)
    assert re.findall(r'src(?:set)?="/logo-(\w+)\?v=', shown(client)) == sources


def test_a_logo_is_an_image_and_nothing_else(client: Client, operator: Actor) -> None:
    logo = change_logo(logo_draft(Shade.LIGHT, a_picture()), actor=operator)
    answer = client.get(f"/logo-light?v={logo.digest}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer["Cache-Control"]
    assert answer.content == bytes(logo.content)


def test_a_logo_that_was_taken_down_is_gone(client: Client, operator: Actor) -> None:
    change_logo(logo_draft(Shade.LIGHT, a_picture()), actor=operator)
    change_setting("logo_light", None, actor=operator)
    assert client.get("/logo-light").status_code == 404
    assert "logo" not in shown(client)


@pytest.mark.parametrize("path", ["/logo-light", "/logo-dark", "/logo-grey"])
def test_where_there_is_no_logo_there_is_nothing(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_logo_names_the_page_where_its_name_is_not_shown(client: Client, operator: Actor) -> None:
    change_logo(logo_draft(Shade.LIGHT, a_picture()), actor=operator)
    change_setting("name", "Acme", actor=operator)
    change_setting("show_site_name", False, actor=operator)  # noqa: FBT003 - the value is a boolean
    assert '<span class="site-words visually-hidden">Acme</span>' in shown(client)


@pytest.mark.parametrize(("name", "part"), [("header", "header"), ("footer", "footer")])
def test_the_owners_html_is_in_its_place(client: Client, operator: Actor, name: str, part: str) -> None:
    change_setting(name, '<p class="legal"><a href="/imprint">Imprint</a></p>', actor=operator)
    page = shown(client)
    within = page[page.index(f"<{part} ") : page.index(f"</{part}>")]
    assert (
        '<div class="own"><p class="legal"><a href="/imprint" rel="noopener">Imprint</a></p></div>' in within
    )


@pytest.mark.parametrize(
    ("setting", "words"), [("show_support", "Powered by Heliograph"), ("show_about", "All that we run.")]
)
def test_what_the_owner_does_not_want_is_not_shown(
    client: Client, operator: Actor, setting: str, words: str
) -> None:
    change_setting("about", "All that we run.", actor=operator)
    assert words in shown(client)
    change_setting(setting, False, actor=operator)  # noqa: FBT003 - the value is a boolean
    assert words not in shown(client)


@pytest.mark.parametrize(("rate", "seconds"), [(None, 30), (120, 120)])
def test_the_page_says_how_often_it_is_asked_for(
    client: Client, operator: Actor, rate: int | None, seconds: int
) -> None:
    change_setting("refresh_rate", rate, actor=operator)
    assert f'data-refresh="{seconds}"' in shown(client)
