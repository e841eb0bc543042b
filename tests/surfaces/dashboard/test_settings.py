"""The owner's settings at the dashboard."""

from collections import Counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from heliograph.site import settings
from heliograph.site.settings import NAMES
from heliograph.surfaces.dashboard.setting_groups import GROUPS, OF_A_PICTURE, OF_CACHET
from tests.ledger import nothing_written, the_event
from tests.lib.test_pictures import a_picture

PAGE = "/dashboard/settings/{}/"
LOGO = "/dashboard/settings/theme/logo/"
LOCALISATION = {"timezone": "Europe/Vienna", "locale": "de"}


def test_every_setting_is_on_one_page() -> None:
    shown = Counter(name for group in GROUPS for name in group.settings)

    assert shown == Counter(set(NAMES) - OF_CACHET - OF_A_PICTURE)


@pytest.mark.parametrize("group", GROUPS, ids=lambda one: one.slug)
def test_each_page_shows_what_holds_and_saves_nothing_that_nobody_touched(
    administrator_at_desk: Client, group: object
) -> None:
    page = administrator_at_desk.get(PAGE.format(getattr(group, "slug", "")))
    form = page.context["form"]
    sent = {name: value for name, value in form.initial.items() if value is not None and value is not False}
    with nothing_written():
        saved = administrator_at_desk.post(page.request["PATH_INFO"], sent)

    assert saved.status_code == 302


def test_what_is_changed_holds_and_is_an_event(administrator_at_desk: Client) -> None:
    sent = {"timezone": "Europe/Vienna", "show_timezone": "", "locale": ""}
    assert administrator_at_desk.post(PAGE.format("localisation"), sent).status_code == 302

    event = the_event()
    assert settings.load().timezone == "Europe/Vienna"
    assert event.payload["row"] == {"name": "timezone", "value": "Europe/Vienna"}
    assert (event.door, event.actor_name) == ("dashboard", "Ada Administrator")


def test_what_is_wrong_stands_at_its_field_and_nothing_is_saved(administrator_at_desk: Client) -> None:
    page = PAGE.format("security")
    with nothing_written():
        answer = administrator_at_desk.post(
            page,
            {"frame_ancestors": "evil; script-src *", "embed_frame_ancestors": "*", "security_contact": "x"},
        )

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"frame_ancestors", "security_contact"}


def test_a_logo_is_put_up_and_taken_down(administrator_at_desk: Client) -> None:
    picture = SimpleUploadedFile("logo.png", a_picture(), content_type="image/png")
    assert administrator_at_desk.post(LOGO, {"logo_light": picture}).status_code == 302
    assert settings.load().logo_light is not None

    assert administrator_at_desk.post(LOGO, {"remove": "logo_light"}).status_code == 302
    assert settings.load().logo_light is None


def test_what_is_no_picture_is_refused_at_its_field(administrator_at_desk: Client) -> None:
    script = SimpleUploadedFile("logo.png", b"<svg onload='alert(1)'/>", content_type="image/png")
    with nothing_written():
        answer = administrator_at_desk.post(LOGO, {"logo_dark": script})

    assert answer.status_code == 422
    assert set(answer.context["logos"].errors) == {"logo_dark"}


@pytest.mark.parametrize("path", [PAGE.format("localisation"), LOGO])
@pytest.mark.parametrize("desk", ["operator_at_desk", "viewer_at_desk"])
def test_whoever_is_no_administrator_neither_sees_nor_changes_them(
    desk: str, path: str, request: pytest.FixtureRequest
) -> None:
    client: Client = request.getfixturevalue(desk)
    with nothing_written():
        assert client.post(path, LOCALISATION | {"remove": "logo_light"}).status_code == 403
    assert client.get(PAGE.format("localisation")).status_code == 403
    assert b"/dashboard/settings/" not in client.get("/dashboard/").content
