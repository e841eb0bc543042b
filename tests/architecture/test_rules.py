"""The rules see what they are for, and nothing else."""

import ast

import pytest

from tests.architecture import rules

A_VERB = '''
@transaction.atomic(durable=True)
def close_incident(incident, *, actor):
    """Raises Conflict."""
    actor.require(Ability.INCIDENTS_MANAGE)
    incident.save()

def _inner():
    pass
'''


@pytest.mark.parametrize(
    "source",
    [
        "incident.save()",
        "incident.save(update_fields=['name'])",
        "super().save(*args, **kwargs)",
        "form.save(commit=False)",
        "Incident.objects.create(name='x')",
        "Incident.objects.filter(pk=1).delete()",
        "Incident.objects.filter(pk=1).update(name='x')",
        "Incident.objects.bulk_create(rows)",
        "Incident.objects.bulk_update(rows, ['name'])",
        "Incident.objects.get_or_create(name='x')",
        "await incident.asave()",
        "from django.db import transaction",
        "from django.db import connection",
        "from django.db.transaction import atomic",
        "import django.db",
    ],
)
def test_a_write_is_seen(source: str) -> None:
    assert list(rules.writes(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "headers.update(others)",
        "digest.update(body)",
        "cache.delete(key)",
        "create_incident(draft, actor=actor)",
        "incidents.create_incident(draft, actor=actor)",
        "response.delete_cookie('theme')",
        "from django.db.models import Q",
    ],
)
def test_what_is_no_write_is_left_alone(source: str) -> None:
    assert not list(rules.writes(ast.parse(source)))


def test_a_verb_in_its_form_has_no_fault() -> None:
    assert not list(rules.verb_faults(ast.parse(A_VERB)))


@pytest.mark.parametrize(
    ("sound", "broken", "fault"),
    [
        ("@transaction.atomic(durable=True)\n", "", "is not decorated"),
        ("durable=True", "", "is not decorated"),
        ("durable=True", "durable=False", "is not decorated"),
        ("*, actor", "actor", "does not take *, actor"),
        ("*, actor", "*, user", "does not take *, actor"),
        ("    actor.require(Ability.INCIDENTS_MANAGE)\n", "", "does not begin with"),
        ("actor.require(", "require(", "does not begin with"),
        ("actor.require(", "incident.lock(); actor.require(", "does not begin with"),
        ("actor.require(", "if actor: actor.require(", "does not begin with"),
    ],
)
def test_a_fault_of_a_verb_is_seen(sound: str, broken: str, fault: str) -> None:
    found = rules.verb_faults(ast.parse(A_VERB.replace(sound, broken)))
    assert [finding.subject for finding in found if finding.fault.startswith(fault)] == ["close_incident"]
