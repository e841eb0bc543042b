from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from typing_extensions import override

from heliograph.accounts.roles import Role
from heliograph.lib import clock
from heliograph.lib.mailboxes import of_mailbox

_ROLES = [(one.value, one.value.capitalize()) for one in Role]


class Users(BaseUserManager["User"]):
    @override
    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user of an address; an exact match comes first: older versions allowed two.

        Raises User.DoesNotExist without an address too: several users may have lost theirs.
        """
        held = self.exclude(email="")
        exact = held.filter(email__iexact=username).first()
        return exact or held.filter(of_mailbox(username or "")).order_by("pk")[:1].get()


class User(AbstractBaseUser):
    """Known by email address, in whatever case it is written.

    An address is proven (`email_verified_at`) when its link was followed, or when the owner of the
    installation gave it. `new_email` counts only once its link is followed. Who proves to own the unproven
    address of another user takes it: that user has no `email` then, and signs in by `lost_email`.
    `sessions_ended` counts how often all sessions were ended: each carries the number of its beginning.
    """

    email = models.EmailField(max_length=255, blank=True)
    new_email = models.EmailField(max_length=255, blank=True, default="", db_default="")
    lost_email = models.EmailField(max_length=255, blank=True, default="", db_default="")
    name = models.CharField(max_length=255, blank=True)
    role = models.CharField(max_length=16, choices=_ROLES, default=Role.OPERATOR)
    is_active = models.BooleanField(default=True)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    sessions_ended = models.PositiveIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = Users()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=~models.Q(email=""), name="accounts_user_email_once"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[one.value for one in Role]), name="accounts_user_role_known"
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.name or self.email or self.lost_email

    @override
    def get_session_auth_hash(self) -> str:
        """What a session must still agree with: another password, or another count, and it is over."""
        agreed = f"{self.password}|{self.sessions_ended}"
        return salted_hmac("heliograph.accounts.session", agreed, algorithm="sha256").hexdigest()

    # The frame of the dashboard asks for these. They decide what is shown; what is done, the verbs decide.

    @property
    def is_staff(self) -> bool:
        return self.is_active

    def has_perm(self, perm: str, _obj: object = None) -> bool:
        """Everyone may look. Django's names of permissions say what is more than that."""
        return self.is_active and (".view_" in perm or self.role != Role.VIEWER)

    def has_module_perms(self, _app_label: str) -> bool:
        return self.is_active


class SignInNetwork(models.Model):
    """Network that a user signed in from: an IPv4 /24 or an IPv6 /48."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    network = models.CharField(max_length=64)
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "network"], name="accounts_signinnetwork_once"),
        ]

    @override
    def __str__(self) -> str:
        return self.network


class ApiToken(models.Model):
    """A key to the API. Only the SHA-256 of the secret is kept: the secret is shown once, when it is made."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=255)
    secret_hash = models.CharField(max_length=64, unique=True)
    abilities = models.JSONField(default=list)
    last_used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    @override
    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """Of somebody who is no user yet. It goes when it is accepted or revoked, and its link with it."""

    email = models.EmailField(max_length=255)
    name = models.CharField(max_length=255, blank=True)
    role = models.CharField(max_length=16, choices=_ROLES)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_invitation_email_once"),
        ]

    @override
    def __str__(self) -> str:
        return self.email


class OwedMail(models.Model):
    """One that the worker has still to send: no request waits for a mail server.

    Kept is what it is about and never a link: who reads the database must not be able to use one.
    """

    kind = models.CharField(max_length=32)
    email = models.EmailField(max_length=255)
    facts = models.JSONField(default=dict)
    owed_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now, db_index=True)

    @override
    def __str__(self) -> str:
        return f"{self.kind} to {self.email}"


class SetUpLink(models.Model):
    """The one that makes the first administrator; at most one is good, and its secret is not here."""

    secret_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    @override
    def __str__(self) -> str:
        return f"until {self.expires_at}"


class AnsweredRequest(models.Model):
    """The answer to a request that carried an `Idempotency-Key`; without a status it is being worked on."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    content = models.BinaryField(default=bytes)
    content_type = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    @override
    def __str__(self) -> str:
        return self.key_hash[:12]
