from hypothesis import given
from hypothesis import strategies as some

from heliograph.lib.codes import KINDS, LARGEST, Codes

KEY = b"an installation's own"
KINDS_AND_NUMBERS = some.tuples(some.integers(0, KINDS - 1), some.integers(0, LARGEST))


@given(KINDS_AND_NUMBERS)
def test_a_code_leads_back_to_its_number(kind_and_number: tuple[int, int]) -> None:
    code = Codes(key=KEY).of(*kind_and_number)

    assert len(code) == 12
    assert set(code) <= set("0123456789abcdefghijklmnopqrstuvwxyz")
    assert Codes(key=KEY).read(code) == kind_and_number


@given(some.text() | some.from_regex("[0-9a-z]{12}", fullmatch=True))
def test_whatever_is_read_is_no_failure(text: str) -> None:
    found = Codes(key=KEY).read(text)
    assert found is None or Codes(key=KEY).of(*found) == text


def test_codes_are_never_other_ones_than_they_were() -> None:
    """They stand in other people's databases: this test must not be made to agree with the code."""
    assert [Codes(key=KEY).of(3, number) for number in (0, 1, 10**9)] == [
        "ii8lo8ulat8t",
        "n8uzpd1leefv",
        "1ts4wf9k1i7v",
    ]


def test_another_installation_has_other_codes() -> None:
    assert Codes(key=KEY).of(3, 1) != Codes(key=b"another's").of(3, 1)
