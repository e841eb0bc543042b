import pytest
from django.test import Client

from heliograph.accounts.roles import Role
from tests.surfaces.dashboard.people import signed_in


@pytest.fixture
def administrator_at_desk(db: None) -> Client:
    return signed_in(Role.ADMINISTRATOR, "Ada Administrator")


@pytest.fixture
def operator_at_desk(db: None) -> Client:
    return signed_in(Role.OPERATOR, "Olga Operator")


@pytest.fixture
def viewer_at_desk(db: None) -> Client:
    return signed_in(Role.VIEWER, "Vera Viewer")
