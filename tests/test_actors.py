import pytest

from heliograph.actors import (
    ABILITIES_OF_TOKENS,
    EVERYTHING,
    Ability,
    Actor,
    ActorKind,
    Door,
    abilities_named,
)
from heliograph.errors import Forbidden, Unauthenticated

MANAGE = Ability.INCIDENTS_MANAGE


def test_a_guest_is_asked_who_they_are() -> None:
    with pytest.raises(Unauthenticated, match=r"^Unauthenticated\.$"):
        Actor.guest(door=Door.REST).require(MANAGE)


def test_a_known_actor_without_the_ability_may_not() -> None:
    actor = Actor(kind=ActorKind.TOKEN, door=Door.REST, abilities=EVERYTHING - {MANAGE})
    with pytest.raises(Forbidden, match=r"^Invalid ability provided\.$") as refused:
        actor.require(MANAGE)
    assert not isinstance(refused.value, Unauthenticated)


def test_one_ability_is_enough_for_what_it_is_for_and_for_nothing_else() -> None:
    actor = Actor(kind=ActorKind.TOKEN, door=Door.REST, abilities=frozenset({MANAGE}))
    actor.require(MANAGE)
    assert [one for one in Ability if actor.may(one)] == [MANAGE]


def test_the_system_may_do_everything() -> None:
    assert all(Actor.system(door=Door.COMMAND).may(one) for one in Ability)


@pytest.mark.parametrize(
    ("names", "abilities"),
    [
        ([], frozenset()),
        (["*"], ABILITIES_OF_TOKENS),
        (["incidents.manage", "*"], ABILITIES_OF_TOKENS),
        (["incidents.manage"], {Ability.INCIDENTS_MANAGE}),
        (["incidents.manage", "incidents.fly"], {Ability.INCIDENTS_MANAGE}),
        (["incidents.*"], frozenset()),
        (["Incidents.manage"], frozenset()),
    ],
)
def test_a_list_of_names_is_what_it_names(names: list[str], abilities: frozenset[Ability]) -> None:
    assert abilities_named(names) == abilities


def test_where_somebody_came_from_does_not_make_them_another() -> None:
    assert Actor.guest(door=Door.REST, address="192.0.2.1") == Actor.guest(door=Door.REST)
