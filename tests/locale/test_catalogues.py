"""Every text of the source is there in every language, whole and harmless."""

import gettext
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from babel.messages.catalog import Catalog, Message
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import ngettext

from heliograph.site.language import NAMES
from tools.messages import PARTS, VARIANTS, Part, catalogues, faults, messages

WITHOUT_A_CATALOGUE = {"en", "en-GB"}
"""What the source says is what they say."""

PRESENT = catalogues()
ALL = {
    f"{part.source.name}-{name}": (part, name, one)
    for part in PARTS
    for name, one in catalogues(part).items()
}

each_catalogue = pytest.mark.parametrize(("part", "name", "catalogue"), ALL.values(), ids=ALL)

_PLACES = re.compile(r"%\(\w+\)s|%%|\{\w+\}|<[^>]*>")
_MARKUP = re.compile(r'["<>&]')


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def sources(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


@pytest.mark.parametrize("part", PARTS)
def test_the_catalogues_have_what_the_source_asks_for_and_no_more(part: Part) -> None:
    assert list(faults(part)) == [], "`make messages` brings them up to date"


def test_every_language_that_is_offered_has_its_words() -> None:
    folders = {name.replace("_", "-") for name in PRESENT}
    assert folders == NAMES.keys() - WITHOUT_A_CATALOGUE


@each_catalogue
def test_a_message_is_translated_in_all_its_forms(part: Part, name: str, catalogue: Catalog) -> None:
    assert [one.id for one in messages(catalogue).values() if not is_whole(one, catalogue)] == []


def is_whole(message: Message, catalogue: Catalog) -> bool:
    wanted = 1 if isinstance(message.id, str) else catalogue.num_plurals
    return not message.fuzzy and len(forms(message)) == wanted and all(map(str.strip, forms(message)))


@each_catalogue
def test_a_translation_keeps_the_places_and_brings_no_markup(
    part: Part, name: str, catalogue: Catalog
) -> None:
    """Texts in templates are written as they are: a quotation mark would end an attribute."""
    said = [one for message in messages(catalogue).values() for one in said_of(message, catalogue)]
    assert [form for source, form, may_lack in said if not keeps(source, form, may_lack=may_lack)] == []
    assert [form for _, form, _ in said if _MARKUP.search(_PLACES.sub("", form))] == []


def said_of(message: Message, catalogue: Catalog) -> Iterator[tuple[str, str, bool]]:
    """A form that is for one number alone, as "one" and "two" in Arabic, may say that number in words."""
    index_of = gettext.c2py(catalogue.plural_expr)
    numbers = Counter(index_of(number) for number in range(200))
    for index, form in enumerate(forms(message)):
        yield sources(message)[0], form, len(forms(message)) > 1 and numbers[index] == 1


def keeps(source: str, form: str, *, may_lack: bool) -> bool:
    wanted, kept = Counter(places(source)), Counter(places(form))
    return kept <= wanted and (wanted - kept).total() <= may_lack


def places(text: str) -> list[str]:
    return sorted(_PLACES.findall(text))


@each_catalogue
def test_what_is_compiled_is_what_is_written(part: Part, name: str, catalogue: Catalog) -> None:
    with (part.locale / name / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in messages(catalogue).values():
        if isinstance(message.id, str):
            assert compiled.gettext(message.id) == message.string, "`make messages` compiles them"


@pytest.mark.parametrize("name", sorted(VARIANTS & PRESENT.keys()))
def test_a_variant_says_only_what_it_says_otherwise(name: str) -> None:
    usual = messages(PRESENT[name.partition("_")[0]])
    for identity, message in messages(PRESENT[name]).items():
        assert identity not in usual or message.string != usual[identity].string


def test_german_is_written_the_swiss_way_in_switzerland() -> None:
    with translation.override("de-ch"):
        said = [translation.gettext(sources(one)[0]) for one in messages(PRESENT["de"]).values()]
    assert [text for text in said if "ß" in text or "„" in text] == []


@pytest.mark.parametrize("tag", NAMES)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 11, 100, 101, 1_000])
def test_every_number_has_its_form(tag: str, count: int) -> None:
    with translation.override(tag.lower()):
        assert str(count) in ngettext("and %(n)s more", "and %(n)s more", count) % {"n": count}


_DAY = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("tag", "day", "in_this_year", "month", "weekday", "number"),
    [
        ("ar", "5 يناير 2026", "5 يناير", "يناير 2026", "الاثنين", "1,234.5"),
        ("de", "5. Januar 2026", "5. Januar", "Januar 2026", "Montag", "1.234,5"),
        ("de-AT", "5. Jänner 2026", "5. Jänner", "Jänner 2026", "Montag", "1\xa0234,5"),
        ("de-CH", "5. Januar 2026", "5. Januar", "Januar 2026", "Montag", "1’234.5"),  # noqa: RUF001
        ("en", "Jan. 5, 2026", "January 5", "January 2026", "Monday", "1,234.5"),
        ("en-GB", "5 January 2026", "5 January", "January 2026", "Monday", "1,234.5"),
        ("es", "5 de enero de 2026", "5 de enero", "enero de 2026", "lunes", "1\xa0234,5"),
        ("fil", "Enero 5, 2026", "Enero 5", "Enero 2026", "Lunes", "1,234.5"),
        ("fr", "5 janvier 2026", "5 janvier", "janvier 2026", "lundi", "1\xa0234,5"),
        ("ko", "2026년 1월 5일", "1월 5일", "2026년 1월", "월요일", "1,234.5"),
        ("nl", "5 januari 2026", "5 januari", "januari 2026", "maandag", "1.234,5"),
        ("pt-BR", "5 de janeiro de 2026", "5 de janeiro", "janeiro de 2026", "segunda-feira", "1.234,5"),
        ("zh-Hans", "2026年1月5日", "1月5日", "2026年1月", "星期一", "1,234.5"),
        ("zh-Hant", "2026年1月5日", "1月5日", "2026年1月", "星期一", "1,234.5"),
    ],
)
def test_days_and_numbers_are_said_as_the_language_says_them(  # noqa: PLR0913, PLR0917 - a row of the table
    tag: str, day: str, in_this_year: str, month: str, weekday: str, number: str
) -> None:
    with translation.override(tag.lower()):
        assert date_format(_DAY, "DATE_FORMAT") == day
        assert date_format(_DAY, "MONTH_DAY_FORMAT") == in_this_year
        assert date_format(_DAY, "YEAR_MONTH_FORMAT") == month
        assert date_format(_DAY, "l") == weekday
        assert number_format(1234.5, 1, use_l10n=True, force_grouping=True) == number
