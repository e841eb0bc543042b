import pytest

from heliograph.actors import Actor
from heliograph.errors import Invalid
from heliograph.site.language import NAMES, ChosenBy, language_of, language_of_page, nearest
from heliograph.site.settings import change_setting
from heliograph.site.vocabulary import SiteSettings

ADDRESS, OWNER, VISITOR = ChosenBy.ADDRESS, ChosenBy.OWNER, ChosenBy.VISITOR


@pytest.mark.parametrize(
    ("asked", "owners", "accepted", "tag", "by"),
    [
        ("", None, "", "en", VISITOR),
        ("", None, "de-DE,de;q=0.9,en;q=0.8", "de", VISITOR),
        ("", None, "en;q=0.5, fr;q=0.9", "fr", VISITOR),
        ("", None, "sw, ko;q=0.1", "ko", VISITOR),
        ("", None, "sw", "en", VISITOR),
        ("", None, "*", "en", VISITOR),
        ("", None, "de;q=x", "en", VISITOR),
        ("", "nl", "de", "nl", OWNER),
        ("", "en", "de", "en", OWNER),
        ("", "pt_BR", "de", "pt-BR", OWNER),
        ("", "../x", "de", "de", VISITOR),
        ("de-CH", "nl", "fr", "de-CH", ADDRESS),
        ("DE-ch", None, "", "de-CH", ADDRESS),
        ("xx", "nl", "fr", "nl", OWNER),
        ("<script>", None, "fr", "fr", VISITOR),
    ],
)
def test_an_address_comes_before_the_owner_and_the_owner_before_the_visitor(
    asked: str, owners: str | None, accepted: str, tag: str, by: ChosenBy
) -> None:
    language = language_of_page(SiteSettings(locale=owners), asked=asked, accepted=accepted)
    assert (language.tag, language.by) == (tag, by)


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        *((tag, tag.lower()) for tag in NAMES),
        ("de-LI", "de"),
        ("en-AU", "en"),
        ("es-419", "es"),
        ("fil-PH", "fil"),
        ("pt-PT", "pt-br"),
        ("zh", "zh-hans"),
        ("zh_CN", "zh-hans"),
        ("zh-HK", "zh-hant"),
        ("zh_TW", "zh-hant"),
        ("x" * 10_000, None),
        ("", None),
        (None, None),
    ],
)
def test_the_nearest_language_is_found(tag: str | None, code: str | None) -> None:
    assert nearest(tag) == code


@pytest.mark.parametrize(("locale", "code"), [(None, "en"), ("fr", "fr"), ("nonsense", "en")])
def test_where_nobody_can_be_asked_the_owner_s_language_is_spoken(locale: str | None, code: str) -> None:
    assert language_of(SiteSettings(locale=locale)) == code


@pytest.mark.django_db
def test_an_owner_chooses_a_language_that_there_is_or_none(operator: Actor) -> None:
    for value in ("de-AT", "pt_BR", None):
        assert change_setting("locale", value, actor=operator).locale == value
    with pytest.raises(Invalid) as refused:
        change_setting("locale", "german", actor=operator)
    assert "de-AT" in refused.value.errors["locale"][0]
