"""The form of a new API token."""

import pytest
from django.test import Client

from heliograph.accounts.models import ApiToken
from tests.ledger import nothing_written

TOKENS = "/dashboard/account/tokens/"


def test_a_token_without_abilities_is_an_error_at_the_field(operator_at_desk: Client) -> None:
    with nothing_written():
        page = operator_at_desk.post(TOKENS, {"name": "CI", "scope": "some"})

    assert page.context["form"].errors == {"abilities": ["Choose at least one ability, or “Read only”."]}
    assert "Choose at least one ability" in page.content.decode()


@pytest.mark.parametrize(
    ("sent", "abilities"),
    [
        ({"scope": "read"}, []),
        ({"scope": "read", "abilities": ["incidents.manage"]}, []),
        ({"scope": "some", "abilities": ["incidents.manage"]}, ["incidents.manage"]),
        ({"scope": "all"}, ["*"]),
    ],
)
def test_what_a_token_may_do_is_chosen_by_name(
    sent: dict[str, object], abilities: list[str], operator_at_desk: Client
) -> None:
    assert "Read only" in operator_at_desk.get(TOKENS).content.decode()

    operator_at_desk.post(TOKENS, {"name": "CI", **sent})

    assert ApiToken.objects.get().abilities == abilities
