"""The dashboard in the languages of its operators."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import allauth
import django
import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.test import Client
from pytest_django import Settings

from heliograph.accounts.models import OwedMail
from heliograph.accounts.own_account import ADDRESS_CHANGED_MAIL, SECOND_FACTOR_CHANGED_MAIL
from heliograph.accounts.roles import Role
from heliograph.accounts.set_up import open_set_up
from heliograph.accounts.steps import PASSWORD_CHANGED_MAIL
from heliograph.accounts.tokens import ALL_ABILITIES
from heliograph.actors import ABILITIES_OF_TOKENS, Actor, ActorKind, Door
from heliograph.delivery.models import WebhookAttempt
from heliograph.delivery.vocabulary import ChannelKind, DeliveryState
from heliograph.events import kinds
from heliograph.events.kinds import Change, Happening
from heliograph.events.models import Event
from heliograph.lib import clock
from heliograph.site.language import NAMES
from heliograph.site.models import Setting
from heliograph.site.vocabulary import SiteSettings
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus
from heliograph.surfaces.dashboard import languages
from heliograph.surfaces.dashboard.event_words import ACTOR, DOOR, KIND, SUBJECT
from heliograph.surfaces.dashboard.mails import account_mail
from heliograph.surfaces.dashboard.setting_groups import GROUPS
from heliograph.surfaces.dashboard.words import ABILITY, CHANNEL, DELIVERY_STATE, ROLE
from tests import pseudo_language as pseudo
from tests.delivery.factories import a_chat_channel, a_webhook
from tests.factories import (
    a_component,
    a_group,
    a_key,
    a_person,
    a_template,
    a_window,
    an_incident,
    an_update,
)
from tests.metrics.factories import a_metric, a_point
from tests.pseudo_language import said_by, untold
from tests.subscribers.factories import a_subscriber
from tests.surfaces.dashboard.people import signed_in

pytestmark = pytest.mark.django_db

NAME = "§"
"""Of everything that an operator has named: not a word of any language."""

EVERYWHERE = {"UTC", "ms", "esc", *re.findall(r"[A-Za-z]{2,}", " ".join(NAMES.values()))}
"""Names that are the same in every language, and of a key."""

_ADDRESS = re.compile(r"https?://\S+")
_NOT_READ = re.compile(
    r"<span[^>]*material-symbols-outlined[^>]*>[^<]*</span>"  # pictures, by their names
    r'|<option value="[A-Z][^<]*</option>'  # places
    r'|data-words="[^"]*"'
    r"|<code>[^<]*</code>"
    r"|[\w.+-]+@[\w.-]+"
)
_OWNER = Actor.system(door=Door.COMMAND)
_NOTICES = (ADDRESS_CHANGED_MAIL, PASSWORD_CHANGED_MAIL, SECOND_FACTOR_CHANGED_MAIL)

_DJANGO = Path(django.__file__).parent
_OF_LIBRARIES = (
    _DJANGO / "conf/locale/en",
    _DJANGO / "contrib/admin/locale/en",
    _DJANGO / "contrib/auth/locale/en",
    Path(allauth.__file__).parent / "locale/de",
)


def of_libraries() -> Iterator[Message]:
    """What Django and allauth say: they have catalogues of their own."""
    for folder in _OF_LIBRARIES:
        with (folder / "LC_MESSAGES/django.po").open("rb") as file:
            yield from (one for one in read_po(file) if one.id)


@pytest.fixture
def pseudo_language(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    pseudo.write_catalogue(tmp_path, of_libraries=of_libraries())
    settings.LOCALE_PATHS = [tmp_path]
    monkeypatch.setattr(languages, "SPOKEN", frozenset({pseudo.CODE}))
    return pseudo.CODE


def page_of(client: Client, address: str) -> str:
    answer = client.get(address, headers={"Accept-Language": pseudo.CODE})
    assert answer.status_code in {200, 404}, address
    return answer.content.decode()


def untold_of(page: str) -> set[str]:
    return untold(said_by(_NOT_READ.sub("", page))) - EVERYWHERE


def an_eventful_installation() -> list[str]:
    """Addresses of each kind of page of the dashboard, below it."""
    now, day = clock.now(), timedelta(days=1)
    group = a_group(name=NAME)
    components = [a_component(name=NAME, status=status, group=group) for status in ComponentStatus]
    impacts = [(one, ComponentStatus(one.status)) for one in components]
    incidents = [
        an_incident(name=NAME, message=NAME, status=status, impacts=impacts[:2], created_at=now - day)
        for status in IncidentStatus
    ]
    update = an_update(incidents[1], message=NAME)
    windows = [
        a_window(name=NAME, message=NAME, scheduled_at=now - day, impacts=[(components[0], None)]),
        a_window(name=NAME, message=NAME, scheduled_at=now + day),
        a_window(name=NAME, message=NAME, scheduled_at=now - day, completed_at=now),
    ]
    metric = a_metric(name=NAME, suffix=NAME)
    a_point(metric, created_at=now)
    webhook = a_webhook(url="1", description=NAME)
    WebhookAttempt.objects.create(
        subscription=webhook, event="incident_created", webhook_id="1", is_success=False, code=500, duration=3
    )
    event = Event.objects.create(
        kind="incident_created",
        subject_type="incident",
        subject_id=1,
        payload={},
        actor_kind=ActorKind.USER,
        door=Door.REST,
    )
    listed = {
        "status/component": components[0],
        "status/componentgroup": group,
        "status/incident": incidents[0],
        "status/incidenttemplate": a_template(name=NAME, slug="1", template=NAME),
        "status/schedule": windows[0],
        "metrics/metric": metric,
        "subscribers/subscriber": a_subscriber(email="1@2.3"),
        "delivery/webhooksubscription": webhook,
        "delivery/chatchannel": a_chat_channel("1:", name=NAME),
        "events/event": event,
    }
    person = a_person(Role.VIEWER, name=NAME, email="1@1.1")
    a_key(user=person, name=NAME)
    for make in (a_component, an_incident, a_window, a_template):
        make(name=NAME, deleted_at=now)
    return [
        *("", "account/", "account/name/", "account/address/", "account/password/", "account/tokens/"),
        *("users/", "users/invite/", f"users/{person.pk}/", "deleted", "deliveries/"),
        *("incidents/report", "schedules/plan", "schedules/calendar", "order"),
        *(f"settings/{one.slug}/" for one in GROUPS),
        *(f"incidents/{one.pk}" for one in incidents),
        *(f"incidents/{incidents[1].pk}/{page}" for page in ("words", "affected", f"updates/{update.pk}")),
        *(f"schedules/{one.pk}" for one in windows),
        f"schedules/{windows[0].pk}/change",
        *(f"metrics/{metric.pk}/points/", f"webhooks/{webhook.pk}/"),
        *(f"{one}/" for one in listed),
        *(
            f"{one}/add/"
            for one in listed
            if one not in {"status/incident", "status/schedule", "events/event"}
        ),
        *(f"{one}/{row.pk}/change/" for one, row in listed.items() if one != "status/schedule"),
        *(f"{one}/{row.pk}/delete/" for one, row in listed.items() if one != "events/event"),
    ]


def test_translators_were_given_every_word_of_the_dashboard(pseudo_language: str) -> None:
    client = signed_in(Role.ADMINISTRATOR, NAME)
    Setting.objects.create(name="name", value=NAME)
    for address in an_eventful_installation():
        page = page_of(client, f"/dashboard/{address}")
        assert "⟦" in page
        assert untold_of(page) == set(), address


def test_translators_were_given_every_word_of_the_way_in(client: Client, pseudo_language: str) -> None:
    Setting.objects.create(name="name", value=NAME)
    secret = open_set_up(actor=_OWNER)
    for address in ("login", "password", "password/1", "invitation/1", "set-up/1", f"set-up/{secret}"):
        page = page_of(client, f"/dashboard/{address}/")
        assert "⟦" in page
        assert untold_of(page) == set(), address
    Setting.objects.update_or_create(name="locale", defaults={"value": pseudo_language})
    mails = [account_mail(OwedMail(kind=kind, email="1@1.1", facts={})) for kind in _NOTICES]
    for mail in mails:
        assert mail is not None
        assert untold(str(mail.subject)) == set()
        assert untold(_ADDRESS.sub("", str(mail.body))) == set()


_HAPPENINGS = [
    one
    for one in vars(kinds).values()
    if isinstance(one, type) and issubclass(one, Happening) and one not in {Happening, Change}
]


def test_whatever_happens_and_whatever_one_may_has_words() -> None:
    assert KIND.keys() == {one.kind for one in _HAPPENINGS}
    assert SUBJECT.keys() == {one.subject_type for one in _HAPPENINGS}
    assert set(DOOR) == set(Door)
    assert set(ACTOR) == set(ActorKind)
    assert ABILITY.keys() == {ALL_ABILITIES, *ABILITIES_OF_TOKENS}
    assert set(ROLE) == set(Role)
    assert set(CHANNEL) == set(ChannelKind)
    assert set(DELIVERY_STATE) == set(DeliveryState)


@pytest.mark.parametrize(
    ("accepted", "of_page", "spoken"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", None, "de"),
        ("ko, fr;q=0.5", None, "fr"),
        ("en-US, de;q=0.5", "de", "en"),
        ("", "de", "de"),
        ("ko", "fr", "fr"),
        ("ko", "nl", "en"),
        ("*;q=x", None, "en"),
    ],
)
def test_operators_read_what_their_browser_asks_for_or_else_what_the_page_speaks(
    accepted: str, of_page: str | None, spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(languages, "SPOKEN", frozenset({"de", "en", "fr"}))
    assert languages.language_for(SiteSettings(locale=of_page), accepted=accepted) == spoken


def test_who_reads_from_the_right_has_pages_from_the_right(
    client: Client, operator_at_desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(languages, "SPOKEN", frozenset({"ar", "en"}))
    refused = "/dashboard/incidents/0"
    for one, address in (
        (client, "/dashboard/login/"),
        (operator_at_desk, "/dashboard/"),
        (operator_at_desk, refused),
    ):
        page = one.get(address, headers={"Accept-Language": "ar"}).content.decode()
        assert re.search(r'<html lang="ar" dir="rtl"', page), address
