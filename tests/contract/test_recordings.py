"""A real Cachet 3's answers, section by section: README.md says what they are and how they are compared."""

import pytest

from heliograph.actors import Actor, Door
from heliograph.site.settings import change_setting
from tests.contract.comparison import differences
from tests.contract.exchange import Exchange, sections
from tests.contract.liberties import NOT_SENT


@pytest.mark.parametrize("section", sections())
def test_it_answers_as_cachet_did(imported: None, section: str) -> None:
    found: list[str] = []
    skipped = 0
    for exchange in sections()[section]:
        skipped += exchange.skipped
        if exchange.number in NOT_SENT:
            skipped += 1
            continue
        found += [f"{exchange}: {one}" for one in _replay(exchange, skipped=skipped)]

    assert not found, "\n".join(found)


def _replay(exchange: Exchange, *, skipped: int) -> list[str]:
    for name, value in exchange.settings.items():
        change_setting(name, value, actor=Actor.system(door=Door.COMMAND))
    for _ in range(exchange.repeated):
        exchange.send()
    return list(differences(exchange, exchange.send(), skipped=skipped))
