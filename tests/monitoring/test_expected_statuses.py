import pytest

from heliograph.monitoring.expected_statuses import ranges


@pytest.mark.parametrize(
    ("said", "fine", "not_fine"),
    [
        ("200", [200], [199, 201]),
        ("200-299", [200, 299], [199, 300]),
        ("200 - 204,401 , 503", [200, 204, 401, 503], [205, 400, 402, 500]),
    ],
)
def test_what_is_said_is_what_is_fine(said: str, fine: list[int], not_fine: list[int]) -> None:
    found = ranges(said)

    assert [one for one in [*fine, *not_fine] if any(one in each for each in found)] == fine


@pytest.mark.parametrize("said", ["", "2xx", "200,", "99", "600", "200-", "-200", "200-299-300", "٢٠٠"])
def test_what_says_nothing_is_named(said: str) -> None:
    with pytest.raises(ValueError, match="is no status such as 200"):
        ranges(said)


def test_what_ends_before_it_begins_says_so() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        ranges("299-200")
