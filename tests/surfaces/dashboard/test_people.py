"""Users and invitations, as administrators see them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heliograph.accounts.links import key_of_invitation
from heliograph.accounts.models import ApiToken, Invitation, User
from heliograph.accounts.roles import Role
from tests.factories import a_key, a_user
from tests.ledger import nothing_written

USERS = "/dashboard/users/"


def page_of(user: User) -> str:
    return f"{USERS}{user.pk}/"


def form_of(user: User, **changes: str) -> dict[str, str]:
    said = {"name": user.name, "email": user.email, "role": user.role, "is_active": "on"}
    return {name: value for name, value in (said | changes).items() if value}


def test_without_a_mail_server_the_link_is_there_to_be_handed_on(administrator_at_desk: Client) -> None:
    form = {"email": "eve@example.com", "name": "Eve", "role": "viewer"}

    page = administrator_at_desk.post(f"{USERS}invite/", form, follow=True).content.decode()

    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role) == ("eve@example.com", "viewer")
    assert "/dashboard/invitation/" in page
    assert key_of_invitation(invitation).partition(":")[0] in page
    administrator_at_desk.post(f"{USERS}invitations/{invitation.pk}/revoke/")
    assert not Invitation.objects.exists()


def test_whom_there_is_already_cannot_be_invited(administrator_at_desk: Client) -> None:
    a_user(email="eve@example.com")

    with nothing_written():
        page = administrator_at_desk.post(f"{USERS}invite/", {"email": "EVE@example.com", "role": "viewer"})

    assert "There is a user with this address already." in page.content.decode()


def test_a_role_is_changed_and_somebody_shut_out(administrator_at_desk: Client) -> None:
    user = a_user(name="Eve")

    administrator_at_desk.post(page_of(user), form_of(user, role="viewer", is_active=""))

    user.refresh_from_db()
    assert (user.role, user.is_active, user.name) == ("viewer", False, "Eve")


def test_the_last_administrator_is_told_so_on_the_form(administrator_at_desk: Client) -> None:
    last = User.objects.get(role=Role.ADMINISTRATOR)

    with nothing_written():
        page = administrator_at_desk.post(page_of(last), form_of(last, role="viewer"))

    assert "This is the last administrator." in page.content.decode()


def test_a_user_is_deleted_and_oneself_is_not(administrator_at_desk: Client) -> None:
    oneself, user = User.objects.get(), a_user()
    for one in (user, oneself):
        administrator_at_desk.post(f"{page_of(one)}delete/")

    assert list(User.objects.all()) == [oneself]


def test_anybodys_token_is_revoked(administrator_at_desk: Client) -> None:
    key = a_key("*")
    assert key.token.name in administrator_at_desk.get(page_of(key.token.user)).content.decode()

    administrator_at_desk.post(f"{USERS}tokens/{key.token.pk}/revoke/")

    assert not ApiToken.objects.exists()


def test_names_are_text(administrator_at_desk: Client) -> None:
    user = a_user(name="<script>alert(1)</script>")
    for path in (USERS, page_of(user)):
        assert "<script>alert" not in administrator_at_desk.get(path).content.decode()


@pytest.mark.parametrize("number", [1, 60])
def test_the_list_asks_as_much_for_one_as_for_many(administrator_at_desk: Client, number: int) -> None:
    for one in range(number):
        a_key("*", user=a_user(email=f"user{one}@example.org"))
    administrator_at_desk.get(USERS)

    with CaptureQueriesContext(connection) as queries:
        page = administrator_at_desk.get(USERS)

    assert len(page.context["page"].object_list) == min(number + 1, 50)
    assert len(queries) <= 8
