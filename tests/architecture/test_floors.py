"""The three floors that the import linter cannot hold: DESIGN, section 3."""

from collections.abc import Mapping

import pytest

from tests.architecture import rules, source
from tests.architecture.rules import Rule

VERB_MODULES = (
    "accounts/invitations.py",
    "accounts/own_account.py",
    "accounts/set_up.py",
    "accounts/sign_ins.py",
    "accounts/single_sign_on.py",
    "accounts/tokens.py",
    "accounts/users.py",
    "delivery/chat_channels.py",
    "delivery/webhooks.py",
    "delivery/announcements.py",
    "metrics/metrics.py",
    "metrics/points.py",
    "site/images.py",
    "site/settings.py",
    "status/components.py",
    "status/due.py",
    "status/groups.py",
    "status/incidents.py",
    "status/maintenance.py",
    "status/templates.py",
    "status/updates.py",
    "subscribers/following.py",
    "subscribers/lists.py",
    "subscribers/own_subscription.py",
    "subscribers/stopping.py",
    "subscribers/subscriptions.py",
)

# The exceptions of a rule: where, and why it is none of what the rule is about.
Exceptions = Mapping[tuple[str, str], str]

NO_WRITES: Exceptions = {}
NO_VERBS: Exceptions = {
    ("accounts/set_up.py", "is_claimed"): "A read, which decides nothing.",
    ("accounts/set_up.py", "require_open"): "As above: the verb looks again.",
    ("accounts/tokens.py", "hash_of"): "Pure: credentials look a token up by it.",
    ("site/settings.py", "load"): "A read, which every request makes and anyone may.",
}


def existing_verb_modules() -> list[str]:
    return [module for module in VERB_MODULES if (source.ROOT / module).exists()]


def test_there_are_modules_to_look_at() -> None:
    assert existing_verb_modules()
    assert source.modules("surfaces")


def test_no_interface_writes_to_the_database() -> None:
    writes = [
        (module, finding.line, finding.subject)
        for module in source.modules("surfaces")
        for finding in rules.writes(source.tree(module))
        if (module, finding.subject) not in NO_WRITES
    ]
    assert writes == []


@pytest.mark.parametrize("module", existing_verb_modules())
def test_a_verb_is_durable_and_asks_permission_of_its_actor_first(module: str) -> None:
    found = rules.verb_faults(source.tree(module))
    assert [finding for finding in found if (module, finding.subject) not in NO_VERBS] == []


@pytest.mark.parametrize(("rule", "exceptions"), [(rules.writes, NO_WRITES), (rules.verb_faults, NO_VERBS)])
def test_every_exception_is_still_needed(rule: Rule, exceptions: Exceptions) -> None:
    needed = {
        (module, finding.subject)
        for module in {module for module, _ in exceptions}
        for finding in rule(source.tree(module))
    }
    assert set(exceptions) <= needed
