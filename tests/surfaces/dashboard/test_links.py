"""Links that come by mail: from the mail that is sent to who is in."""

import re
from dataclasses import replace
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.conf import LazySettings
from django.contrib.auth.hashers import make_password
from django.core.mail import EmailMessage
from django.test import Client
from time_machine import TimeMachineFixture

from heliograph.accounts.mails import send_owed
from heliograph.accounts.models import Invitation, OwedMail, User
from heliograph.accounts.roles import Role
from heliograph.lib import clock
from heliograph.lib.env import MailServer
from heliograph.surfaces.dashboard.mails import account_mail
from tests.factories import PASSWORD, a_person
from tests.ledger import nothing_written

pytestmark = pytest.mark.django_db

FORGOTTEN = "/dashboard/password/"
SIGN_IN = "/dashboard/login/"
ADDRESS = "/dashboard/account/address/"
NEW = "quite another one"


def link_in(mail: EmailMessage) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/dashboard/\S+)", str(mail.body))
    assert found
    return found[1]


@pytest.fixture
def mails(mailoutbox: list[EmailMessage]) -> list[EmailMessage]:
    return mailoutbox


def test_a_forgotten_password_is_set_anew_by_mail(client: Client, mails: list[EmailMessage]) -> None:
    person = a_person(email="ada@example.com")
    client.post(FORGOTTEN, {"email": "ADA@example.com"})
    send_owed(account_mail)
    assert mails[0].to == ["ada@example.com"]
    link = link_in(mails[0])
    assert client.get(link).status_code == 200
    assert client.post(link, {"password": "short"}).status_code == 200

    assert client.post(link, {"password": NEW})["Location"] == "/dashboard/"

    person.refresh_from_db()
    assert person.check_password(NEW)
    assert client.get("/dashboard/").status_code == 200
    assert client.get(link).status_code == 404


def test_the_answer_and_the_work_are_the_same_for_whom_there_is_not(
    client: Client, mails: list[EmailMessage]
) -> None:
    a_person(email="ada@example.com")

    known = client.post(FORGOTTEN, {"email": "ada@example.com"})
    unknown = client.post(FORGOTTEN, {"email": "eve@example.com"})

    assert known.content == unknown.content
    assert OwedMail.objects.count() == 2
    send_owed(account_mail)
    assert [mail.to for mail in mails] == [["ada@example.com"]]
    assert not OwedMail.objects.exists()


@pytest.fixture
def mail_is_set_up(settings: LazySettings) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, email=MailServer(host="127.0.0.1", port=25))


def test_a_new_address_is_confirmed_by_one_button(
    client: Client, mails: list[EmailMessage], mail_is_set_up: None
) -> None:
    ada = a_person(email="ada@example.com", name="Ada")
    client.force_login(ada)
    sent = client.post(ADDRESS, {"email": "new@example.com", "current": PASSWORD})
    assert sent["Location"] == "/dashboard/account/"
    assert (
        "new@example.com waits until its link is followed." in client.get(sent["Location"]).content.decode()
    )
    send_owed(account_mail)
    assert [mail.to for mail in mails] == [["new@example.com"]]
    link = link_in(mails[0])

    with nothing_written():
        page = Client().get(link).content.decode()
        assert Client().head(link).status_code == 200
    assert "new@example.com becomes the address of the account of Ada." in page
    assert page.count("<button") == 1
    assert Client().post(link)["Location"] == "/dashboard/account/"

    ada.refresh_from_db()
    assert ada.email == "new@example.com"
    assert Client().post(link).status_code == 404
    send_owed(account_mail)
    assert mails[1].to == ["ada@example.com"]


def test_without_a_mail_server_an_administrator_hands_the_link_on(client: Client) -> None:
    ada = a_person(Role.ADMINISTRATOR, email="ada@example.com", name="Ada")
    client.force_login(ada)
    with nothing_written():
        refused = client.post(ADDRESS, {"email": "new@example.com", "current": PASSWORD})
    assert "Ask an administrator" in refused.content.decode()

    form = {"email": "new@example.com", "name": "Ada", "role": "administrator", "is_active": "on"}
    shown = client.post(f"/dashboard/users/{ada.pk}/", form, follow=True).content.decode()
    found = re.search(r"http://127\.0\.0\.1:8000(/dashboard/address/\S+?/)", shown)
    assert found
    Client().post(found[1])

    ada.refresh_from_db()
    assert ada.email == "new@example.com"


def test_who_lost_an_address_signs_in_with_it_and_is_asked_for_another(
    client: Client, mails: list[EmailMessage], mail_is_set_up: None
) -> None:
    boss = a_person(email="boss@example.org", password=make_password("the password of the boss"))
    mallory = a_person(email="", lost_email="boss@example.org", name="Mallory")

    assert client.post(SIGN_IN, {"login": "boss@example.org", "password": "wrong"}).status_code == 200
    assert client.post(SIGN_IN, {"login": "boss@example.org", "password": PASSWORD}).status_code == 302

    for page in ("/dashboard/", "/dashboard/account/password/", "/dashboard/status/component/"):
        assert client.get(page)["Location"] == ADDRESS
    asked = client.get(ADDRESS).content.decode()
    assert "boss@example.org belongs to another user, who has proven it." in asked
    taken = client.post(ADDRESS, {"email": "boss@example.org", "current": PASSWORD})
    assert "There is a user with this address already." in taken.content.decode()
    client.post(ADDRESS, {"email": "mallory@example.org", "current": PASSWORD})
    send_owed(account_mail)
    client.post(link_in(mails[0]))

    assert client.get("/dashboard/").status_code == 200
    mallory.refresh_from_db()
    boss.refresh_from_db()
    assert (mallory.email, mallory.lost_email, boss.email) == ("mallory@example.org", "", "boss@example.org")


def test_a_mailbox_is_not_filled(client: Client) -> None:
    answers = [client.post(FORGOTTEN, {"email": "ada@example.com"}).status_code for _ in range(11)]

    assert answers == [200] * 10 + [429]


def test_who_is_invited_comes_in_by_the_mail(client: Client, mails: list[EmailMessage]) -> None:
    administrator = Client()
    administrator.force_login(a_person(Role.ADMINISTRATOR, name="Olga\r\nBcc: x@example.com"))
    administrator.post("/dashboard/users/invite/", {"email": "eve@example.com", "name": "", "role": "viewer"})
    send_owed(account_mail)
    assert "Olga Bcc: x@example.com invites you" in str(mails[0].body)
    link = link_in(mails[0])
    assert client.get(link).status_code == 200

    client.post(link, {"name": "Eve", "password": PASSWORD})

    assert client.get("/dashboard/").status_code == 200
    assert User.objects.get(email="eve@example.com").role == "viewer"
    assert not Invitation.objects.exists()
    assert Client().get(link).status_code == 404


def test_a_link_is_seen_by_no_cache_and_no_other_site(client: Client) -> None:
    response = client.get("/dashboard/invitation/x/")

    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_a_mail_that_fails_is_tried_again_and_given_up_after_a_day(
    client: Client, time_machine: TimeMachineFixture
) -> None:
    client.post(FORGOTTEN, {"email": "ada@example.com"})

    def fails(_: OwedMail) -> None:
        raise SMTPServerDisconnected

    with pytest.raises(SMTPServerDisconnected):
        send_owed(fails)
    send_owed(fails)  # not due yet
    time_machine.move_to(clock.now().replace(year=clock.now().year + 1))
    send_owed(fails)

    assert not OwedMail.objects.exists()


@pytest.mark.parametrize(("code", "is_owed_still"), [(450, True), (550, False)])
def test_a_mailbox_that_is_to_come_later_is_not_one_that_is_none(
    client: Client, *, code: int, is_owed_still: bool
) -> None:
    client.post(FORGOTTEN, {"email": "ada@example.com"})

    def refused(_: OwedMail) -> None:
        raise SMTPRecipientsRefused({"ada@example.com": (code, b"No")})

    send_owed(refused)

    assert OwedMail.objects.exists() == is_owed_still
