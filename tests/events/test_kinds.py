import pytest

from heliograph.events import kinds
from heliograph.events.kinds import Change, Happening
from heliograph.events.models import Event

KINDS = [
    one
    for one in vars(kinds).values()
    if isinstance(one, type) and issubclass(one, Happening) and one not in {Happening, Change}
]


def test_no_two_kinds_have_the_same_name() -> None:
    names = [one.kind for one in KINDS]
    assert sorted(names) == sorted(set(names))


_OTHER_COLUMNS = {column.name for column in Event._meta.concrete_fields} - {"kind", "subject_type"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_fits_its_columns_and_names_its_subject_first(kind: type[Happening]) -> None:
    assert kind.kind.startswith(f"{kind.subject_type}_") or kind.subject_type == "site"
    Event(kind=kind.kind, subject_type=kind.subject_type).clean_fields(exclude=_OTHER_COLUMNS)
