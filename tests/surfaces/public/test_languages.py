"""The pages in the languages of their visitors."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from heliograph.actors import Actor
from heliograph.lib import clock
from heliograph.site.language import NAMES
from heliograph.site.settings import change_setting
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus
from heliograph.subscribers.link_mails import link_mail
from heliograph.subscribers.links import Purpose, key_for
from heliograph.surfaces.public.presenters.moments import formatted
from tests import pseudo_language as pseudo
from tests.factories import a_component, a_group, a_window, an_incident, an_update
from tests.metrics.factories import a_metric, a_point
from tests.pseudo_language import said_by, untold
from tests.subscribers.factories import a_subscriber

pytestmark = pytest.mark.django_db

NAME = "§"
"""Of everything that an operator has named: not a word of any language."""

EVERYWHERE = {"RSS", "Atom", "JSON", "Feed", "UTC", *re.findall(r"[A-Za-z]{2,}", " ".join(NAMES.values()))}
"""Names that are the same in every language."""


@pytest.fixture
def pseudo_language(settings: Settings, tmp_path: Path) -> Iterator[str]:
    """The code to ask for. Days are remembered in words, by language: not beyond this test, nor into it."""
    pseudo.write_catalogue(tmp_path)
    settings.LOCALE_PATHS = [tmp_path]
    formatted.cache_clear()
    yield pseudo.CODE
    formatted.cache_clear()


def page_of(client: Client, path: str, **headers: str) -> str:
    return client.get(path, headers=headers).content.decode()


def an_eventful_installation() -> list[str]:
    """Addresses of its pages."""
    now, day = clock.now(), timedelta(days=1)
    component = a_component(name=NAME, description=NAME, group=a_group(name=NAME))
    impacts = [(component, ComponentStatus.MAJOR_OUTAGE)]
    for said in IncidentStatus:
        an_update(
            an_incident(name=NAME, message=NAME, status=said, impacts=impacts), message=NAME, status=said
        )
    for status in ComponentStatus:
        touched = [(a_component(name=NAME, status=status), status)]
        an_incident(name=NAME, message=NAME, impacts=touched, occurred_at=now - 2 * day)
    incident = an_incident(name=NAME, message=NAME, impacts=impacts, stickied=True)
    an_update(incident, message=NAME, status=None)
    over = {"scheduled_at": now - 3 * day, "completed_at": now - 3 * day + timedelta(hours=3, minutes=10)}
    windows = [
        a_window(name=NAME, message=NAME, impacts=[(component, None)], **times)
        for times in (over, {"scheduled_at": now - day}, {"scheduled_at": now + day})
    ]
    a_point(a_metric(name=NAME, suffix=NAME), created_at=now)
    a_metric(name=NAME, suffix=NAME, default_view=3)
    return [
        *("/", "/?from=2020-01-01", "/history", "/history?q=§", "/history?q=nothing", "/subscribe", "/embed"),
        *(f"/incidents/{incident.guid}", f"/components/{component.pk}", "/none"),
        *(f"/schedules/{window.pk}" for window in windows),
    ]


def in_language(path: str, code: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={code}"


def test_translators_were_given_every_word_of_the_pages(
    client: Client, operator: Actor, pseudo_language: str
) -> None:
    change_setting("name", NAME, actor=operator)
    for path in an_eventful_installation():
        page = page_of(client, in_language(path, pseudo_language))
        assert "⟦" in page or "q=nothing" in path
        assert untold(said_by(page)) - EVERYWHERE - {"nothing"} == set(), path


def test_translators_were_given_every_word_of_an_empty_installation(
    client: Client, operator: Actor, pseudo_language: str
) -> None:
    change_setting("name", NAME, actor=operator)
    change_setting("only_disrupted_days", value=True, actor=operator)
    for path in ("/", "/history", "/embed", "/subscribe"):
        page = page_of(client, in_language(path, pseudo_language))
        assert untold(said_by(page)) - EVERYWHERE == set(), path


def test_translators_were_given_every_word_of_subscribing(
    client: Client, operator: Actor, pseudo_language: str
) -> None:
    change_setting("name", NAME, actor=operator)
    subscribe = in_language("/subscribe", pseudo_language)
    sent = [
        client.post(subscribe, {"email": "1", "scope": "chosen"}),
        client.post(subscribe, {"email": "1@2.3", "scope": "chosen"}, headers={"Origin": "https://0.0"}),
        *(client.post(subscribe, {"email": "1@22.example"}) for _ in range(4)),
    ]
    subscriber = a_subscriber(email="1@33.33")
    for purpose in (Purpose.VERIFY, Purpose.MANAGE, Purpose.UNSUBSCRIBE):
        address = in_language(f"/subscribers/{purpose}/{key_for(purpose, subscriber)}", pseudo_language)
        sent += [client.get(address), client.post(address)]
    assert [answer.status_code for answer in sent] == [422, 403, 200, 200, 200, 429, *(200 for _ in range(6))]
    for answer in sent:
        assert untold(said_by(answer.content.decode())) - EVERYWHERE == set()


@pytest.mark.parametrize("is_verified", [True, False])
def test_translators_were_given_every_word_of_the_mails(
    operator: Actor, pseudo_language: str, *, is_verified: bool
) -> None:
    change_setting("name", NAME, actor=operator)
    change_setting("locale", pseudo_language, actor=operator)
    mail = link_mail(a_subscriber(verified_at=clock.now() if is_verified else None))
    addresses = re.compile(r"https?://\S+")
    assert untold(str(mail.subject)) == set()
    assert untold(addresses.sub("", str(mail.body))) == set()
    assert untold(said_by(str(mail.alternatives[0][0]))) == set()


def test_translators_were_given_every_word_of_feeds_calendars_and_badges(
    client: Client, operator: Actor, pseudo_language: str
) -> None:
    change_setting("name", NAME, actor=operator)
    an_eventful_installation()
    told = {"title", "description", "category", "subtitle", "summary"}
    for path in ("/rss", "/atom"):
        feed = ET.fromstring(page_of(client, in_language(path, pseudo_language)))  # noqa: S314 - our own
        texts = [one.text or "" for one in feed.iter() if one.tag.rpartition("}")[2] in told]
        assert any("⟦" in text for text in texts)
        assert untold(said_by("".join(texts))) - EVERYWHERE == set()
    feed = json.loads(page_of(client, in_language("/feed.json", pseudo_language)))
    assert untold(feed["description"]) == set()
    badge = page_of(client, in_language("/badge.svg", pseudo_language))
    assert untold(said_by(badge)) == set()
    calendar = page_of(client, in_language("/calendar.ics", pseudo_language))
    assert "⟦Maintenance: §⟧" in calendar
    assert "⟦Affected components: §⟧" in calendar


@pytest.mark.parametrize("tag", NAMES)
def test_a_page_is_in_the_language_that_its_address_asks_for(client: Client, tag: str) -> None:
    a_component()
    response = client.get(f"/?lang={tag}")
    direction = "rtl" if tag == "ar" else "ltr"
    page = response.content.decode()
    assert f'<html lang="{tag}" dir="{direction}">' in page
    assert response["Content-Language"] == tag
    with translation.override(tag.lower()):
        assert translation.gettext("All systems are operational.") in page


def test_every_language_is_offered_on_every_page_and_the_page_s_own_is_marked(client: Client) -> None:
    page = page_of(client, "/history?month=2026-01&lang=ko&junk=1")
    for tag, name in NAMES.items():
        current = ' aria-current="true"' if tag == "ko" else ""
        assert f'href="?month=2026-01&amp;lang={tag}" lang="{tag}" hreflang="{tag}"' in page
        assert f'rel="alternate"{current}>{name}<' in page


def test_a_strange_address_is_not_repeated_in_the_links_to_other_languages(client: Client) -> None:
    page = page_of(client, "//evil.example/?next=//evil.example")
    assert "evil.example" not in page


def test_who_has_chosen_a_language_keeps_it_on_the_way(client: Client) -> None:
    paths = an_eventful_installation()
    for path in (one for one in paths if not one.startswith("/embed")):
        page = page_of(client, in_language(path, "nl"))
        own = re.findall(r'(?:href|action)="(/[^"]*)"', page)
        wordless = re.compile(r"/(static|theme|logo|favicon|manifest|dashboard)")
        assert [one for one in own if "lang=nl" not in one and not wordless.match(one)] == []
    assert 'name="lang" value="nl"' in page_of(client, "/history?lang=nl")


def test_who_has_chosen_none_has_short_addresses(client: Client) -> None:
    for path in an_eventful_installation():
        page = page_of(client, path, **{"Accept-Language": "nl"})
        assert re.findall(r'(?:href|action)="/[^"]*lang=[^"]*"', page) == []
        assert 'name="lang"' not in page


def test_feeds_and_charts_go_on_in_the_language_that_was_chosen(client: Client) -> None:
    incident = an_incident()
    metric = a_metric()
    address = f"http://127.0.0.1:8000/incidents/{incident.guid}?lang=fr"
    assert address in page_of(client, "/rss?lang=fr")
    assert f'data-chart="/metrics/{metric.pk}.json?lang=fr"' in page_of(client, "/?lang=fr")


@pytest.mark.parametrize(
    ("path", "locale", "depends"),
    [
        ("/", None, True),
        ("/none", None, True),
        ("/rss", None, True),
        ("/badge.svg", None, True),
        ("/embed.js", None, True),
        ("/calendar.ics", None, True),
        ("/?lang=de", None, False),
        ("/?lang=xx", None, True),
        ("/", "de", False),
        ("/?lang=fr", "de", False),
        ("/theme.css", None, False),
        ("/favicon.svg", None, False),
        ("/robots.txt", None, False),
        ("/manifest.webmanifest", None, False),
        ("/logo-light", None, True),
    ],
)
def test_caches_are_told_what_hangs_on_the_browser_s_language(
    client: Client, operator: Actor, path: str, locale: str | None, *, depends: bool
) -> None:
    """Where there is no logo, the page says so."""
    change_setting("locale", locale, actor=operator)
    response = client.get(path, headers={"Accept-Language": "de"})
    assert ("Accept-Language" in response.get("Vary", "")) is depends


def test_two_visitors_of_two_languages_have_two_etags(client: Client) -> None:
    german, dutch = (client.get("/", headers={"Accept-Language": tag}) for tag in ("de", "nl"))
    assert german["ETag"] != dutch["ETag"]


def test_a_language_that_there_is_not_is_the_page_s_own(client: Client, operator: Actor) -> None:
    change_setting("locale", "es", actor=operator)
    assert '<html lang="es"' in page_of(client, "/?lang=tlh")
    assert "lang=tlh" not in page_of(client, "/?lang=tlh")


def test_a_mail_says_in_which_language_it_is(operator: Actor) -> None:
    change_setting("locale", "ar", actor=operator)
    mail = link_mail(a_subscriber())
    assert '<html lang="ar" dir="rtl">' in str(mail.alternatives[0][0])


def test_a_word_that_no_translator_was_given_is_found() -> None:
    page = '<p title="A title">⟦Told⟧ untold <a aria-label="⟦Told <b>§</b>⟧">⟦told, ⟦told⟧, told⟧</a></p>'
    assert untold(said_by(page)) == {"title", "untold"}
