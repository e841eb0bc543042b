"""The addresses that docs/channels.md gives as examples are such as can be used."""

import re
from pathlib import Path

import pytest

from heliograph.delivery.chat_schemes import ALLOWED_SCHEMES
from heliograph.delivery.chat_services import refusal_of
from heliograph.delivery.vocabulary import ChatEvent

PAGE = (Path(__file__).parents[2] / "docs" / "channels.md").read_text("utf-8")
SHAPES = {
    "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#ops",
    "workflows": "workflows://prod.logic.azure.com:443/643e69f83c8944438d68119179a10a64/signature",
    "discord": "discord://1234567890/abcdefghijklmnop",
    "tgram": "tgram://123456789:abcdefg_hijklmnop/12315544",
    "matrixs": "matrixs://user:password@example.com/#room",
    "mmosts": "mmosts://example.com/3ccdd113474722377935511fc85d3dd4",
    "ntfys": "ntfys://example.com/topic",
    "jsons": "jsons://example.com/path",
}


@pytest.mark.parametrize("service", SHAPES)
def test_an_address_of_this_shape_can_be_used(service: str) -> None:
    assert refusal_of(SHAPES[service]) is None


def test_the_allowed_schemes_are_listed() -> None:
    (listed,) = re.findall(r"```text\n(.+?)```", PAGE, re.DOTALL)
    assert listed.split() == sorted(ALLOWED_SCHEMES)


def test_every_service_and_every_event_is_described() -> None:
    assert set(re.findall(r"`(\w+)://", PAGE)) == set(SHAPES)
    assert set(ChatEvent) <= set(re.findall(r"`(\w+)`", PAGE))
