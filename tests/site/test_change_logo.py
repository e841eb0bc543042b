import pytest

from heliograph.actors import Actor
from heliograph.errors import Forbidden, Invalid, Unauthenticated
from heliograph.site import settings
from heliograph.site.drafts import logo_draft
from heliograph.site.images import change_logo
from heliograph.site.models import Logo
from heliograph.site.settings import change_setting
from heliograph.site.theme import Shade
from tests.ledger import nothing_written, the_event
from tests.lib.test_pictures import SVG, a_picture

pytestmark = pytest.mark.django_db


def test_a_logo_is_kept_and_the_setting_says_which(operator: Actor) -> None:
    logo = change_logo(logo_draft(Shade.LIGHT, a_picture()), actor=operator)

    assert Logo.objects.get() == logo
    assert settings.load().logo_light == logo.digest
    assert settings.load().logo_dark is None


def test_a_change_is_an_event_of_the_page_without_the_picture(operator: Actor) -> None:
    logo = change_logo(logo_draft(Shade.DARK, a_picture()), actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type) == ("setting_changed", "site")
    assert event.payload == {"row": {"name": "logo_dark", "value": logo.digest}}


def test_another_logo_takes_its_place(operator: Actor) -> None:
    change_logo(logo_draft(Shade.LIGHT, a_picture(size=(10, 10))), actor=operator)
    other = change_logo(logo_draft(Shade.LIGHT, a_picture(size=(20, 20))), actor=operator)

    assert Logo.objects.get().digest == other.digest == settings.load().logo_light


def test_a_logo_is_taken_down_by_its_setting_and_changed_only_with_the_picture(operator: Actor) -> None:
    change_logo(logo_draft(Shade.LIGHT, a_picture()), actor=operator)
    with pytest.raises(Invalid):
        change_setting("logo_light", "0123", actor=operator)

    assert change_setting("logo_light", None, actor=operator).logo_light is None


def test_what_is_no_picture_is_refused_by_its_name() -> None:
    with pytest.raises(Invalid) as refused:
        logo_draft(Shade.LIGHT, SVG)

    assert refused.value.errors == {"logo": ["The file must be a PNG, JPEG or WebP image."]}


def test_only_who_may_change_settings_may_change_the_logo(reader: Actor, stranger: Actor) -> None:
    draft = logo_draft(Shade.LIGHT, a_picture())
    with nothing_written():
        with pytest.raises(Forbidden):
            change_logo(draft, actor=reader)
        with pytest.raises(Unauthenticated):
            change_logo(draft, actor=stranger)
