"""Class 36: the dashboard's lists look up only what their filters offer."""

import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from django.apps import apps
from django.db.models import Field
from django.test import Client

from heliograph.accounts.roles import Role
from heliograph.delivery.models import ChatChannel, WebhookSubscription
from heliograph.status.models import Incident
from tests import factories
from tests.surfaces.dashboard.people import signed_in

pytestmark = pytest.mark.django_db

LOOKUPS = (
    *("", "__exact", "__iexact", "__regex", "__iregex", "__contains", "__startswith", "__istartswith"),
    *("__endswith", "__gt", "__gte", "__lt", "__lte", "__in", "__range", "__isnull", "__length", "__year"),
)
SECRET, ADDRESS = "TopSecretHookKey42", "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/"
OFFERED = re.compile(r'name="([a-z_]+)"|\?([a-z_]+)=')


def lists(client: Client) -> dict[str, str]:
    """The addresses of all lists, with what each shows."""
    addresses = (f"/dashboard/{one._meta.app_label}/{one._meta.model_name}/" for one in apps.get_models())
    answers = {address: client.get(address) for address in addresses}
    return {address: one.content.decode() for address, one in answers.items() if one.status_code == 200}


def columns(address: str) -> Iterator[str]:
    """Each column of the list's model, and those of the models that it refers to."""
    model = apps.get_model(".".join(address.split("/")[2:4]))
    for field in model._meta.get_fields():
        yield field.name
        if isinstance(field, Field) and field.related_model is not None:
            yield field.attname
            yield from (f"{field.name}__{one.name}" for one in field.related_model._meta.get_fields())


@pytest.fixture
def administrator() -> Client:
    return signed_in(Role.ADMINISTRATOR, "Ada")


def test_class_36_no_list_looks_up_what_its_page_does_not_offer(administrator: Client) -> None:
    factories.a_group(name="One"), factories.a_group(name="Two")  # fewer are no choice, and no filter
    found = lists(administrator)
    assert len(found) == 11
    for address, page in found.items():
        offered = {name for groups in OFFERED.findall(page) for name in groups}
        offered |= {
            re.sub("(__id)?__exact$", "__isnull", name) for name in offered
        }  # "Empty", where it may be
        for column in columns(address):
            for parameter in {f"{column}{lookup}" for lookup in LOOKUPS} - offered:
                answer = administrator.get(f"{address}?{parameter}=1")
                assert answer.status_code == 400, (address, parameter, answer.status_code)


def test_class_36_a_bad_value_of_a_filter_is_no_failure(administrator: Client) -> None:
    for address, page in lists(administrator).items():
        for parameter in {*re.findall(r"\?([a-z_]+)=", page), *re.findall(r'name="([a-z_]+)"', page)}:
            for value in ("", "x", "-1", "9" * 30, "\0", "(.+)+$^", "é"):
                answer = administrator.get(f"{address}?{parameter}={quote(value)}")
                assert answer.status_code in {200, 302, 400}, (address, parameter, value)


def test_class_36_a_filter_that_is_offered_filters(administrator: Client) -> None:
    ChatChannel.objects.create(name="Room on", url=ADDRESS, is_active=True)
    ChatChannel.objects.create(name="Room off", url=ADDRESS, is_active=False)

    shown = administrator.get("/dashboard/delivery/chatchannel/?is_active__exact=0").content.decode()

    assert "Room off" in shown
    assert "Room on" not in shown


def test_class_36_a_write_only_value_cannot_be_searched(administrator: Client) -> None:
    WebhookSubscription.objects.create(url="https://hooks.example.com/in", secret=SECRET)
    ChatChannel.objects.create(name="Room", url=ADDRESS)
    written = {
        "/dashboard/delivery/webhooksubscription/": (SECRET, "hooks.example.com"),
        "/dashboard/delivery/chatchannel/": (ADDRESS, "Room"),
    }
    for address, (secret, shown) in written.items():
        assert shown in administrator.get(address).content.decode()
        for sought in (secret, secret[:8], secret[-8:]):
            query = urlencode({"q": sought})
            assert shown not in administrator.get(f"{address}?{query}").content.decode()
        for column in range(-9, 10):
            assert administrator.get(f"{address}?o={column}").status_code == 200, (address, column)


def test_class_36_a_viewer_freezes_nothing_by_a_regular_expression() -> None:
    Incident.objects.create(name="a" * 40, message="a" * 40 + "!", status=1)
    viewer = signed_in(Role.VIEWER, "Vera")
    evil = quote("(.+)+$^")
    for parameter in ("message__regex", "message__iregex", "name__regex"):
        assert viewer.get(f"/dashboard/status/incident/?{parameter}={evil}").status_code == 400
