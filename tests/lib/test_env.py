import re
from contextlib import suppress
from dataclasses import fields
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.lib.env import (
    Environment,
    LogFormat,
    MailServer,
    PostgresServer,
    SqliteFile,
    Variable,
    WrongEnvironment,
    parse,
)

_DOCS = Path(__file__).parents[2] / "docs" / "configuration.md"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://status.example.com:8443", "status.example.com"),
        ("http://[2001:db8::1]:8000", "[2001:db8::1]"),
    ],
)
def test_the_host_is_what_requests_name(url: str, host: str) -> None:
    assert parse({"HELIOGRAPH_URL": url}).host == host


def test_nothing_has_to_be_said() -> None:
    said = parse({})

    assert said.data == Path("data").absolute()
    assert said.url == "http://127.0.0.1:8000"
    assert (said.database, said.secret_key, said.email) == (None, None, None)
    assert (said.allowed_hosts, said.trusted_proxies, said.allow_networks) == ((), (), ())
    assert said.log_format is LogFormat.TEXT


@pytest.mark.parametrize(
    ("variable", "text", "field", "value"),
    [
        ("HELIOGRAPH_DATA", "/srv/page", "data", Path("/srv/page")),
        ("DATABASE_URL", "sqlite:////srv/a.sqlite", "database", SqliteFile(path=Path("/srv/a.sqlite"))),
        ("DATABASE_URL", "sqlite:///a.sqlite", "database", SqliteFile(path=Path("a.sqlite").absolute())),
        (
            "DATABASE_URL",
            "postgresql://olga:p%40ss@db:5433/page?sslmode=require",
            "database",
            PostgresServer(
                name="page",
                host="db",
                port=5433,
                user="olga",
                password="p@ss",
                options=(("sslmode", "require"),),
            ),
        ),
        ("DATABASE_URL", "postgres://db/page", "database", PostgresServer(name="page", host="db")),
        (
            "DATABASE_URL",
            "postgresql://olga@/page?host=/run/postgresql",
            "database",
            PostgresServer(name="page", user="olga", options=(("host", "/run/postgresql"),)),
        ),
        ("HELIOGRAPH_URL", "https://Status.example.com/", "url", "https://status.example.com"),
        ("HELIOGRAPH_ALLOWED_HOSTS", "a.example, .b.example", "allowed_hosts", ("a.example", ".b.example")),
        ("HELIOGRAPH_SECRET_KEY", "k" * 32, "secret_key", "k" * 32),
        (
            "HELIOGRAPH_EMAIL_URL",
            "smtp://olga%40example.com:pw@mail:587?tls=true",
            "email",
            MailServer(host="mail", port=587, user="olga@example.com", password="pw", starttls=True),
        ),
        ("HELIOGRAPH_EMAIL_URL", "smtps://mail", "email", MailServer(host="mail", port=465, tls=True)),
        ("HELIOGRAPH_EMAIL_URL", "smtp://mail", "email", MailServer(host="mail", port=25)),
        ("HELIOGRAPH_EMAIL_FROM", "Page <page@example.com>", "email_from", "Page <page@example.com>"),
        (
            "HELIOGRAPH_TRUSTED_PROXIES",
            "10.0.0.0/8,::1",
            "trusted_proxies",
            (ip_network("10.0.0.0/8"), ip_network("::1/128")),
        ),
        ("HELIOGRAPH_ALLOW_NETWORKS", "192.168.1.7", "allow_networks", (ip_network("192.168.1.7/32"),)),
        ("HELIOGRAPH_OIDC_NAME", "Example", "oidc_name", "Example"),
        ("HELIOGRAPH_OIDC_ROLE", "viewer", "oidc_role", "viewer"),
        ("HELIOGRAPH_RENDERS_PER_MINUTE", "0", "renders_per_minute", 0),
        ("HELIOGRAPH_LOG_FORMAT", "json", "log_format", LogFormat.JSON),
    ],
)
def test_each_variable_is_read(variable: str, text: str, field: str, value: object) -> None:
    assert getattr(parse({variable: text}), field) == value


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("HELIOGRAPH_DATABASE", "x"),
        ("HELIOGRAPH_TEST_DATABASE", "postgresql"),
        ("HELIOGRAPH_DATA", "a\0b"),
        ("DATABASE_URL", "mysql://db/page"),
        ("DATABASE_URL", "sqlite://:memory:"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "postgresql://db"),
        ("DATABASE_URL", "postgresql://db:port/page"),
        ("DATABASE_URL", "postgresql://olga:hunter2#@db/page"),
        ("HELIOGRAPH_URL", "status.example.com"),
        ("HELIOGRAPH_URL", "https://example.com/status"),
        ("HELIOGRAPH_URL", "https://olga:hunter2@example.com"),
        ("HELIOGRAPH_URL", "ftp://example.com"),
        ("HELIOGRAPH_ALLOWED_HOSTS", "https://example.com"),
        ("HELIOGRAPH_SECRET_KEY", "hunter2"),
        ("HELIOGRAPH_EMAIL_URL", "http://mail"),
        ("HELIOGRAPH_EMAIL_URL", "smtp://olga:hunter2@mail?tls=perhaps"),
        ("HELIOGRAPH_EMAIL_URL", "smtp://mail?ttls=true"),
        ("HELIOGRAPH_EMAIL_FROM", "page"),
        ("HELIOGRAPH_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("HELIOGRAPH_ALLOW_NETWORKS", "everywhere"),
        ("HELIOGRAPH_AUTH_HEADER", "Remote-Email"),  # without proxies that are trusted
        ("HELIOGRAPH_AUTH_HEADER", "Remote Email"),
        ("HELIOGRAPH_OIDC_ISSUER", "https://accounts.example.com"),  # without a client
        ("HELIOGRAPH_OIDC_ROLE", "administrator"),
        ("HELIOGRAPH_RENDERS_PER_MINUTE", "many"),
        ("HELIOGRAPH_RENDERS_PER_MINUTE", "-1"),
        ("HELIOGRAPH_LOG_FORMAT", "xml"),
        ("HELIOGRAPH_LOG_FORMAT_FILE", "/nowhere/at/all"),
    ],
)
def test_what_is_wrong_is_named_with_what_is_expected(variable: str, text: str) -> None:
    with pytest.raises(WrongEnvironment) as wrong:
        parse({variable: text})

    assert str(wrong.value).startswith(f"{variable} ")
    assert "Expected: " in str(wrong.value)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("DATABASE_URL", "mysql://olga:hunter2@db/page"),
        ("DATABASE_URL", "postgresql://olga:hunter2#@db/page"),
        ("HELIOGRAPH_SECRET_KEY", "hunter2"),
        ("HELIOGRAPH_EMAIL_URL", "smtp://olga:hunter2@mail?tls=perhaps"),
    ],
)
def test_a_refusal_does_not_tell_a_secret(variable: str, text: str) -> None:
    with pytest.raises(WrongEnvironment) as wrong:
        parse({variable: text})

    assert "hunter2" not in str(wrong.value)


def test_an_environment_that_is_printed_does_not_tell_a_secret() -> None:
    said = parse(
        {
            "DATABASE_URL": "postgresql://olga:hunter2@db/page",
            "HELIOGRAPH_EMAIL_URL": "smtp://olga:hunter2@mail",
            "HELIOGRAPH_SECRET_KEY": "hunter2" * 5,
        }
    )

    assert "hunter2" not in repr(said)


@pytest.mark.parametrize("variable", list(Variable))
def test_any_variable_may_come_from_a_file(variable: Variable, tmp_path: Path) -> None:
    file = tmp_path / "value"
    file.write_text("\n")

    assert parse({f"{variable}_FILE": str(file)}) == parse({})


def test_the_line_end_of_a_file_is_not_part_of_the_value(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("k" * 40 + "\n")

    assert parse({"HELIOGRAPH_SECRET_KEY_FILE": str(file)}).secret_key == "k" * 40


def test_a_value_and_a_file_for_it_are_one_too_many(tmp_path: Path) -> None:
    with pytest.raises(WrongEnvironment, match="one of the two"):
        parse({"HELIOGRAPH_URL": "http://a.example", "HELIOGRAPH_URL_FILE": str(tmp_path / "url")})


def test_an_empty_variable_counts_as_none() -> None:
    assert parse(dict.fromkeys(Variable, "")) == parse({})


@given(st.sampled_from(list(Variable)), st.text())
def test_any_text_is_read_or_refused(variable: Variable, text: str) -> None:
    with suppress(WrongEnvironment):
        assert isinstance(parse({variable: text}), Environment)


def test_the_documentation_lists_the_variables_that_there_are() -> None:
    documented = re.findall(r"^\| `([A-Z_]+)` \|", _DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert documented == [variable.value for variable in Variable]
    assert [field.name for field in fields(Environment)] == [variable.name.lower() for variable in Variable]
