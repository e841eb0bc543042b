"""One mailbox is one subscriber, however its address is spelled and whatever the interface."""

import json
from collections.abc import Callable

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from heliograph.accounts.invitations import InvitationDraft, invite_user
from heliograph.accounts.models import Invitation, User
from heliograph.accounts.roles import Role
from heliograph.actors import Ability, Actor, Door
from heliograph.errors import Invalid
from heliograph.lib import clock
from heliograph.subscribers import csv_file
from heliograph.subscribers.drafts import (
    Choice,
    FollowDraft,
    ImportDraft,
    SubscriberChanges,
    SubscriberDraft,
)
from heliograph.subscribers.following import follow
from heliograph.subscribers.link_mails import send_links
from heliograph.subscribers.lists import import_subscribers
from heliograph.subscribers.models import Subscriber
from heliograph.subscribers.own_subscription import subscribe
from heliograph.subscribers.stopping import stop_subscriber
from heliograph.subscribers.subscriptions import create_subscriber, update_subscriber
from heliograph.subscribers.vocabulary import StopReason
from tests.factories import a_component, a_user, an_incident
from tests.people import Caller
from tests.subscribers.factories import a_subscriber
from tests.surfaces.mcp.speaking import an_assistant, switched_on
from tests.surfaces.rest_v1.caller import V1

UNICODE, ASCII = "info@müller.example", "Info@XN--mller-kva.example"
SPELLINGS = [(UNICODE, ASCII), (ASCII, UNICODE), ("jörg@example.com", "JÖRG@example.com")]
VISITOR = Actor.guest(
    door=Door.PUBLIC, address="192.0.2.9", abilities=frozenset({Ability.SUBSCRIBE, Ability.OWN_SUBSCRIPTION})
)


def _create(email: str, operator: Actor) -> None:
    create_subscriber(SubscriberDraft(email=email), actor=operator)


def _subscribe(email: str, _: Actor) -> None:
    subscribe(email, Choice(is_global=True), actor=VISITOR)


def _follow(email: str, _: Actor) -> None:
    follow(FollowDraft(email=email, incident_id=an_incident().pk), actor=VISITOR)


def _import(email: str, operator: Actor) -> None:
    rows = tuple(csv_file.read(f"email\n{email}\n".encode()))
    import_subscribers(ImportDraft(rows=rows, consent="In the shop."), actor=operator)


@pytest.mark.parametrize(("known", "other"), SPELLINGS)
@pytest.mark.parametrize("enter", [_create, _subscribe, _follow, _import])
def test_another_spelling_is_the_same_subscriber(
    operator: Actor, enter: Callable[[str, Actor], None], known: str, other: str
) -> None:
    enter(known, operator)
    enter(other, operator)

    assert [one.email for one in Subscriber.objects.all()] == [known]


@pytest.mark.parametrize(("known", "other"), SPELLINGS)
def test_a_bounce_stops_the_subscriber_with_the_mailbox(operator: Actor, known: str, other: str) -> None:
    subscriber = a_subscriber(email=known, verified_at=clock.now())

    assert stop_subscriber(other, StopReason.BOUNCE, actor=operator) == subscriber.pk


@pytest.mark.parametrize(("known", "other"), SPELLINGS)
def test_the_apis_find_the_subscriber_by_any_spelling(as_operator: Caller, known: str, other: str) -> None:
    subscriber = a_subscriber(email=known)
    switched_on(mcp_enabled=True)
    made = as_operator.post("/api/subscribers", {"email": other})
    listed = as_operator.get("/api/subscribers", {"filter[email]": other})
    v1 = V1(token=as_operator.token).post("/subscribers", {"email": other})
    mcp = an_assistant(Ability.SUBSCRIBERS_MANAGE).call("list_subscribers", email=other)

    assert (made.status, made.body["data"]["id"]) == (200, str(subscriber.pk))
    assert [one["id"] for one in listed.body["data"]] == [str(subscriber.pk)]
    assert v1.body["data"]["id"] == subscriber.pk
    assert [one["id"] for one in mcp.data] == [subscriber.pk]


@pytest.mark.parametrize(("known", "other"), SPELLINGS)
def test_the_address_of_another_subscriber_is_taken_in_any_spelling(
    operator: Actor, known: str, other: str
) -> None:
    a_subscriber(email=known)
    subscriber = a_subscriber()
    with pytest.raises(Invalid) as refused:
        update_subscriber(subscriber.pk, SubscriberChanges(email=other), actor=operator)

    assert set(refused.value.errors) == {"email"}


@pytest.mark.parametrize(("known", "other"), SPELLINGS[:2])
def test_users_and_invitations_are_one_for_each_mailbox(operator: Actor, known: str, other: str) -> None:
    invite_user(InvitationDraft(email=known, name="", role=Role.VIEWER), actor=operator)
    invite_user(InvitationDraft(email=other, name="", role=Role.VIEWER), actor=operator)
    assert Invitation.objects.get().email == other

    user = a_user(email=known)
    assert User.objects.get_by_natural_key(other) == user
    with pytest.raises(Invalid):
        invite_user(InvitationDraft(email=other, name="", role=Role.VIEWER), actor=operator)


@pytest.mark.parametrize("verification", [{}, {"verified": True}, {"verified": False}])
def test_a_new_address_is_unverified_and_gets_a_confirmation_mail(
    as_operator: Caller, verification: dict[str, bool]
) -> None:
    now = clock.now()
    subscriber = a_subscriber(email="ada@example.com", verified_at=now, link_sent_at=now)
    sent = {"email": "ada@example.org"} | verification
    answer = as_operator.send("PUT", f"/api/subscribers/{subscriber.pk}", json.dumps(sent))
    send_links()

    assert (answer.status, answer.row["email"]) == (200, "ada@example.org")
    assert (answer.row["verified"], answer.row["verified_at"]) == (False, {"human": None, "string": None})
    (confirmation,) = mail.outbox
    assert confirmation.to == ["ada@example.org"]


@pytest.mark.parametrize("email", ["ADA@example.com", None])
def test_other_changes_leave_the_verification_alone(operator: Actor, email: str | None) -> None:
    verified_at = clock.now()
    subscriber = a_subscriber(email="ada@example.com", verified_at=verified_at)
    components = [a_component().pk]
    changes = SubscriberChanges(is_global=False, components=components)
    if email:
        changes = SubscriberChanges(email=email, components=components)
    update_subscriber(subscriber.pk, changes, actor=operator)
    send_links()

    subscriber.refresh_from_db()
    assert subscriber.verified_at == verified_at
    assert mail.outbox == []


def test_the_database_refuses_a_second_subscriber_for_a_mailbox(db: None) -> None:
    a_subscriber(email=UNICODE)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_subscriber(email=ASCII)


def test_a_row_of_an_older_version_is_found_without_its_mailbox(operator: Actor) -> None:
    known = Subscriber.objects.create(email="ada@example.com")

    assert create_subscriber(SubscriberDraft(email="ADA@example.com"), actor=operator).subscriber == known


@pytest.mark.django_db(transaction=True)
def test_the_migration_merges_subscribers_and_keeps_the_verified_one() -> None:
    component, other_component = a_component(), a_component()
    now = clock.now()
    before = ("subscribers", "0004_groups_and_tries")
    MigrationExecutor(connection).migrate([before])
    old = MigrationExecutor(connection).loader.project_state(before)
    rows = old.apps.get_model("subscribers", "Subscriber").objects
    unverified = rows.create(email="info@mu\u0308ller.example", is_global=True)
    verified = rows.create(email=UNICODE, is_global=False, verified_at=now)
    second = rows.create(email=ASCII, is_global=False, verified_at=now)
    subscriptions = old.apps.get_model("subscribers", "Subscription").objects
    subscriptions.create(subscriber_id=verified.pk, component_id=component.pk)
    subscriptions.create(subscriber_id=second.pk, component_id=component.pk)
    subscriptions.create(subscriber_id=second.pk, component_id=other_component.pk)
    alone = rows.create(email="ada@example.com")
    MigrationExecutor(connection).migrate([("subscribers", "0005_one_subscriber_per_mailbox")])

    kept, other = Subscriber.objects.order_by("pk")
    assert (kept.pk, kept.is_global, kept.verified_at) == (verified.pk, False, now)
    assert set(kept.components.all()) == {component, other_component}
    assert (other.pk, other.mailbox) == (alone.pk, "ada@example.com")
    assert not Subscriber.objects.filter(pk=unverified.pk).exists()
