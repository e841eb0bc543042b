from collections.abc import Mapping, Sequence

import pytest

from heliograph.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Unauthenticated


@pytest.mark.parametrize(
    ("errors", "message"),
    [
        ({"name": ["A."]}, "A."),
        ({"name": ["A."], "status": ["B."]}, "A. (and 1 more error)"),
        ({"name": ["A.", "B."], "status": ["C."]}, "A. (and 2 more errors)"),
    ],
)
def test_the_message_is_the_first_fault_and_counts_the_others(
    errors: Mapping[str, Sequence[str]], message: str
) -> None:
    assert Invalid(errors).message == message


@pytest.mark.parametrize("kind", [NotFound, Forbidden, Unauthenticated, Conflict])
def test_every_refusal_keeps_its_message(kind: type[Refused]) -> None:
    refused = kind("No.")
    assert (refused.message, str(refused)) == ("No.", "No.")


def test_who_is_not_known_may_not() -> None:
    assert issubclass(Unauthenticated, Forbidden)
