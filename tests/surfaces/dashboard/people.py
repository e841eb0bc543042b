from django.test import Client

from heliograph.accounts.roles import Role
from tests.factories import a_person


def signed_in(role: Role, name: str) -> Client:
    client = Client()
    client.force_login(a_person(role, name=name), backend="django.contrib.auth.backends.ModelBackend")
    return client
