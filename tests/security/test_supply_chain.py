"""33: what we are built from is known, pinned and hashed."""

from importlib.metadata import requires, version

import pytest
from packaging.requirements import Requirement

from tools.sbom import LOCK, document, parts


def test_what_is_installed_is_what_the_lock_says() -> None:
    found = {one.name: one.version for one in parts(LOCK.read_text(encoding="utf-8"))}
    needed = [Requirement(one) for one in requires("heliograph") or []]
    direct = {one.name for one in needed if one.marker is None}

    assert direct <= found.keys()
    assert {name: version(name) for name in direct} == {name: found[name] for name in direct}


def test_the_bill_of_materials_names_all_of_it() -> None:
    found = parts(LOCK.read_text(encoding="utf-8"))
    components = document(found)["components"]

    assert isinstance(components, list)
    assert [one["purl"] for one in components] == [f"pkg:pypi/{one.name}@{one.version}" for one in found]
    assert all(one["hashes"] for one in components)


@pytest.mark.parametrize("line", ["django>=5.2\n", "django==5.2.1\n", "-e .\n"])
def test_what_is_not_pinned_by_version_and_hash_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="does not pin"):
        parts(line)
