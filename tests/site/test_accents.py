import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.site.accents import accent_pair, contrast
from heliograph.site.theme import ACCENTS

GROUNDS = (("#ffffff", "#f6f7f8"), ("#101214", "#15181b", "#1b1f23"))

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#777777", "#ffffff", 4.48)],
)
def test_contrast_is_what_wcag_defines(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


@given(colours | st.sampled_from(sorted(ACCENTS)))
def test_an_accent_can_be_read_on_every_ground_of_its_scheme(accent: str) -> None:
    for colour, grounds in zip(accent_pair(accent), GROUNDS, strict=True):
        assert all(contrast(colour, ground) >= 4.5 for ground in grounds)


@pytest.mark.parametrize(("accent", "pair"), [("#1a1aff", ("#1a1aff", None)), ("#eeeeee", (None, "#eeeeee"))])
def test_an_accent_that_can_be_read_is_left_as_it_is(
    accent: str, pair: tuple[str | None, str | None]
) -> None:
    for colour, expected in zip(accent_pair(accent), pair, strict=True):
        assert expected is None or colour == expected
