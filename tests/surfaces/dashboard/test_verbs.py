"""What every list and form does: permission, the verb, and what the verb says to it."""

from django.test import Client

from heliograph.status.models import Component
from tests.factories import a_component, a_group
from tests.ledger import nothing_written, the_event

ADD = "/dashboard/status/component/add/"
FORM = {"name": "DNS", "description": "", "link": "", "status": "1", "group": "", "enabled": "on"}


def test_what_is_sent_is_what_the_verb_makes(operator_at_desk: Client) -> None:
    assert operator_at_desk.post(ADD, FORM).status_code == 302

    event = the_event()
    assert Component.objects.get().name == "DNS"
    assert (event.kind, event.door, event.actor_name) == ("component_created", "dashboard", "Olga Operator")


def test_what_nobody_touched_is_not_said(operator_at_desk: Client) -> None:
    """Somebody else may have changed it since the form was shown."""
    component = a_component(name="DNS", description="Names")
    change = f"/dashboard/status/component/{component.pk}/change/"
    operator_at_desk.post(change, FORM | {"name": "Names", "description": "Names"})

    assert the_event().payload["before"] == {"name": "DNS"}


def test_what_the_verb_refuses_stands_at_its_field(operator_at_desk: Client) -> None:
    """The group is there while the form is checked, and gone when the verb looks."""
    group = a_group()
    with nothing_written():
        answer = operator_at_desk.post(ADD, FORM | {"group": str(group.pk + 1)})

    assert answer.status_code == 200
    assert "group" in answer.context["adminform"].form.errors


def test_a_viewer_looks_and_changes_nothing(viewer_at_desk: Client) -> None:
    component = a_component(name="DNS")
    folder = f"/dashboard/status/component/{component.pk}"

    assert b"DNS" in viewer_at_desk.get("/dashboard/status/component/").content
    assert b'name="_save"' not in viewer_at_desk.get(f"{folder}/change/").content
    with nothing_written():
        for forged in (f"{folder}/change/", f"{folder}/delete/", ADD):
            assert viewer_at_desk.post(forged, FORM | {"post": "yes"}).status_code == 403


def test_a_deletion_is_the_verbs(operator_at_desk: Client) -> None:
    component = a_component()
    operator_at_desk.post(f"/dashboard/status/component/{component.pk}/delete/", {"post": "yes"})

    assert the_event().kind == "component_deleted"
    assert Component.objects.get().deleted_at is not None


def test_a_forged_request_is_refused(operator_at_desk: Client) -> None:
    """Another site's page has the cookie sent along, and no token."""
    operator_at_desk.handler.enforce_csrf_checks = True
    with nothing_written():
        assert operator_at_desk.post(ADD, FORM).status_code == 403
