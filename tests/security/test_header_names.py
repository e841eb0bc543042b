"""Class 35: header names with two spellings never count, and are refused beside the right one."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.project.installation import Installation, Running, eventually, free_port, migrated_installation
from tests.wire import get

pytestmark = pytest.mark.loopback

ADMINISTRATOR = "op@example.org"
SPELLINGS = ("X_Auth_User", "X-Auth_User", "x_auth-user")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Trusts this machine as a proxy, which names users in X-Auth-User."""
    with migrated_installation(tmp_path_factory.mktemp("trusting")) as migrated:
        created = migrated.run("user", "create", ADMINISTRATOR, "--admin")
        assert created.status == 0, created.err
        trusting = {"HELIOGRAPH_TRUSTED_PROXIES": "127.0.0.1", "HELIOGRAPH_AUTH_HEADER": "X-Auth-User"}
        yield replace(migrated, environment={**migrated.environment, **trusting})


@pytest.fixture(scope="module")
def serving(installation: Installation) -> Iterator[Running]:
    with installation.serving("--web-only") as running:
        yield running


@pytest.fixture(scope="module")
def caddy(serving: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Caddy's port. It sets the trusted header itself on each request, to a user who does not exist."""
    port, folder = free_port(), tmp_path_factory.mktemp("caddy")
    configuration = f"""
        {{
            admin off
            auto_https off
            storage file_system {folder}/storage
        }}
        http://localhost:{port} {{
            bind 127.0.0.1
            request_header X-Auth-User "nobody@example.org"
            reverse_proxy 127.0.0.1:{serving.port}
        }}
    """
    with _running_caddy(folder, configuration):
        eventually(lambda: _answers(port))
        yield port


@contextmanager
def _running_caddy(folder: Path, configuration: str) -> Iterator[None]:
    file = folder / "Caddyfile"
    file.write_text(configuration, encoding="utf-8")
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"],  # noqa: S607 - Debian's
            env={"HOME": str(folder), "PATH": "/usr/bin:/usr/local/bin"},
            stdout=log,
            stderr=log,
        ) as process,
    ):
        try:
            yield
        finally:
            process.kill()


def _answers(port: int) -> bool:
    try:
        return get(port, "/api/ping").status == 200
    except OSError:
        return False


def test_the_right_spelling_signs_in(serving: Running) -> None:
    assert get(serving.port, "/dashboard/users/", f"X-Auth-User: {ADMINISTRATOR}").status == 200


@pytest.mark.parametrize("name", SPELLINGS)
def test_another_spelling_signs_nobody_in(serving: Running, name: str) -> None:
    assert get(serving.port, "/dashboard/users/", f"{name}: {ADMINISTRATOR}").status == 302


@pytest.mark.parametrize("name", SPELLINGS)
@pytest.mark.parametrize("path", ["/dashboard/users/", "/"])
def test_both_spellings_are_refused_in_either_order(serving: Running, name: str, path: str) -> None:
    own, forged = "X-Auth-User: nobody@example.org", f"{name}: {ADMINISTRATOR}"

    assert get(serving.port, path, own, forged).status == 400
    assert get(serving.port, path, forged, own).status == 400


@pytest.mark.parametrize("name", ["X-Auth-User", *SPELLINGS])
def test_through_caddy_no_spelling_signs_anybody_in(caddy: int, name: str) -> None:
    response = get(caddy, "/dashboard/users/", f"{name}: {ADMINISTRATOR}")

    assert response.status == (302 if name == "X-Auth-User" else 400)


@pytest.mark.parametrize("name", ["X_Forwarded_For", "X-Forwarded_For", "x_forwarded-for"])
def test_an_address_in_another_spelling_is_not_counted(serving: Running, name: str) -> None:
    assert _counts_down(serving.port, [f"{name}: 8.8.4.{last}" for last in (1, 2, 3)])


def test_addresses_that_the_proxy_names_are_counted_each(serving: Running) -> None:
    assert not _counts_down(serving.port, [f"X-Forwarded-For: 9.9.9.{last}" for last in (1, 2, 3)])


def test_through_caddy_no_address_in_another_spelling_is_counted(caddy: int) -> None:
    """Caddy adds its own X-Forwarded-For, so that the request has both spellings."""
    assert get(caddy, "/api/components", "X_Forwarded_For: 8.8.4.1").status == 400
    assert get(caddy, "/api/components").status == 200


def _counts_down(port: int, headers: list[str]) -> bool:
    """Whether the requests count as one client's."""
    remaining = [int(get(port, "/api/components", one).headers["x-ratelimit-remaining"]) for one in headers]
    return remaining == sorted(remaining, reverse=True) and len(set(remaining)) == len(remaining)


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"HELIOGRAPH_TRUSTED_PROXIES": "10.0.0.0/8"}, "HELIOGRAPH_TRUSTED_PROXIES"),
        (
            {"HELIOGRAPH_TRUSTED_PROXIES": "10.0.0.0/8", "HELIOGRAPH_AUTH_HEADER": "Remote-Email"},
            "HELIOGRAPH_AUTH_HEADER",
        ),
    ],
)
def test_another_server_is_refused_trusted_headers_unless_it_is_stated_that_it_drops_underscores(
    installation: Installation, variables: dict[str, str], named: str
) -> None:
    trusting = {"HELIOGRAPH_TRUSTED_PROXIES": "", "HELIOGRAPH_AUTH_HEADER": "", **variables}
    program = "import heliograph.project.wsgi"
    refused = installation.run_python(program, **trusting)
    stated = installation.run_python(program, **trusting, HELIOGRAPH_SERVER_DROPS_UNDERSCORES="true")

    assert refused.status != 0
    assert re.search(
        f"ImproperlyConfigured: {named} is set.*HELIOGRAPH_SERVER_DROPS_UNDERSCORES", refused.err
    )
    assert stated.status == 0, stated.err
