"""What the environment says: every variable is read here, once, and nowhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from environ import Env  # type: ignore[import-untyped]  # it ships no types

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Network = IPv4Network | IPv6Network
T = TypeVar("T")


class Variable(StrEnum):
    """Every variable that there is. Any of them with `_FILE` appended names a file that holds the value."""

    DATA = "HELIOGRAPH_DATA"
    DATABASE = "DATABASE_URL"
    URL = "HELIOGRAPH_URL"
    ALLOWED_HOSTS = "HELIOGRAPH_ALLOWED_HOSTS"
    SECRET_KEY = "HELIOGRAPH_SECRET_KEY"  # noqa: S105 - its name, not its value
    EMAIL = "HELIOGRAPH_EMAIL_URL"
    EMAIL_FROM = "HELIOGRAPH_EMAIL_FROM"
    MAIL_REPORTS_SECRET = "HELIOGRAPH_MAIL_REPORTS_SECRET"  # noqa: S105 - its name, not its value
    TRUSTED_PROXIES = "HELIOGRAPH_TRUSTED_PROXIES"
    RENDERS_PER_MINUTE = "HELIOGRAPH_RENDERS_PER_MINUTE"
    ALLOW_NETWORKS = "HELIOGRAPH_ALLOW_NETWORKS"
    AUTH_HEADER = "HELIOGRAPH_AUTH_HEADER"
    SERVER_DROPS_UNDERSCORES = "HELIOGRAPH_SERVER_DROPS_UNDERSCORES"
    OIDC_ISSUER = "HELIOGRAPH_OIDC_ISSUER"
    OIDC_CLIENT_ID = "HELIOGRAPH_OIDC_CLIENT_ID"
    OIDC_CLIENT_SECRET = "HELIOGRAPH_OIDC_CLIENT_SECRET"  # noqa: S105 - its name, not its value
    OIDC_NAME = "HELIOGRAPH_OIDC_NAME"
    OIDC_ROLE = "HELIOGRAPH_OIDC_ROLE"
    LOG_FORMAT = "HELIOGRAPH_LOG_FORMAT"


_DEFAULT_URL = "http://127.0.0.1:8000"


class LogFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


class WrongEnvironment(Exception):  # noqa: N818 - it says what is wrong, in one line
    def __init__(self, variable: str, wrong: str, *, expected: str) -> None:
        super().__init__(f"{variable} {wrong}. Expected: {expected}.")


@dataclass(frozen=True, kw_only=True)
class SqliteFile:
    path: Path


@dataclass(frozen=True, kw_only=True)
class PostgresServer:
    """`host` may be the folder of a Unix socket; `options` are libpq's, by their names there."""

    name: str
    host: str = ""
    port: int | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    options: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """`starttls` upgrades a plain connection (port 587), `tls` begins with it (port 465)."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    tls: bool = False


@dataclass(frozen=True, kw_only=True)
class Environment:
    """What the variables say, checked; each field is the lower-case name of its `Variable`.

    `database` None: SQLite in the data folder. `secret_key` None: the one kept in the data folder.
    `email` None: mail is written to the log.
    `mail_reports_secret` None: nobody may report bounces. `url` is an origin, without a slash at its end.
    `renders_per_minute` 0: no limit.
    """

    data: Path
    database: SqliteFile | PostgresServer | None
    url: str
    allowed_hosts: tuple[str, ...]
    secret_key: str | None = field(repr=False)
    email: MailServer | None
    email_from: str
    mail_reports_secret: str | None = field(repr=False)
    trusted_proxies: tuple[Network, ...]
    renders_per_minute: int
    allow_networks: tuple[Network, ...]
    auth_header: str | None
    server_drops_underscores: bool
    oidc_issuer: str | None
    oidc_client_id: str | None
    oidc_client_secret: str | None = field(repr=False)
    oidc_name: str
    oidc_role: str | None
    log_format: LogFormat

    @property
    def is_url_set(self) -> bool:
        """Whether the operator has configured the public address."""
        return self.url != _DEFAULT_URL

    @property
    def host(self) -> str:
        """The host of the public address, as requests name it: an IPv6 address in brackets."""
        host = urlsplit(self.url).hostname or ""
        return f"[{host}]" if ":" in host else host


def parse(environ: Mapping[str, str]) -> Environment:
    """Raises WrongEnvironment for the first variable that is unknown or wrong."""
    _refuse_unknown(environ)
    said = {variable: _said(environ, variable) for variable in Variable}

    def read(variable: Variable, reader: Callable[[str, Variable], T], default: T) -> T:
        text = said[variable]
        return default if text is None else reader(text, variable)

    url = read(Variable.URL, _origin, _DEFAULT_URL)
    _require_together(said, Variable.OIDC_ISSUER, Variable.OIDC_CLIENT_ID, Variable.OIDC_CLIENT_SECRET)
    _require_together(said, Variable.AUTH_HEADER, Variable.TRUSTED_PROXIES)
    return Environment(
        data=read(Variable.DATA, _path, Path("data")).absolute(),
        database=read(Variable.DATABASE, _database, None),
        url=url,
        allowed_hosts=read(Variable.ALLOWED_HOSTS, _hosts, ()),
        secret_key=read(Variable.SECRET_KEY, _secret, None),
        email=read(Variable.EMAIL, _mail_server, None),
        email_from=read(Variable.EMAIL_FROM, _sender, f"status@{urlsplit(url).hostname}"),
        mail_reports_secret=read(Variable.MAIL_REPORTS_SECRET, _secret, None),
        trusted_proxies=read(Variable.TRUSTED_PROXIES, _networks, ()),
        renders_per_minute=read(Variable.RENDERS_PER_MINUTE, _count, 60),
        allow_networks=read(Variable.ALLOW_NETWORKS, _networks, ()),
        auth_header=read(Variable.AUTH_HEADER, _header, None),
        server_drops_underscores=read(Variable.SERVER_DROPS_UNDERSCORES, _truth, default=False),
        oidc_issuer=read(Variable.OIDC_ISSUER, _issuer, None),
        oidc_client_id=said[Variable.OIDC_CLIENT_ID],
        oidc_client_secret=said[Variable.OIDC_CLIENT_SECRET],
        oidc_name=said[Variable.OIDC_NAME] or "single sign-on",
        oidc_role=read(Variable.OIDC_ROLE, _role, None),
        log_format=read(Variable.LOG_FORMAT, _log_format, LogFormat.TEXT),
    )


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    known = {name for variable in Variable for name in (variable.value, f"{variable.value}_FILE")}
    for name in sorted(environ):
        if name.startswith("HELIOGRAPH_") and name not in known:
            listed = ", ".join(variable.value for variable in Variable)
            raise WrongEnvironment(name, "is no variable of Heliograph's", expected=f"one of {listed}")


def _said(environ: Mapping[str, str], variable: Variable) -> str | None:
    """An empty value counts as none: compose files hand on variables that nobody set."""
    text, file = environ.get(variable, ""), environ.get(f"{variable}_FILE", "")
    if text and file:
        raise WrongEnvironment(variable, "is set, and so is its _FILE", expected="one of the two")
    if file:
        text = _content(file, variable)
    return text.strip() or None


def _content(file: str, variable: Variable) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        wrong = f"names {file!r}, which cannot be read: {reason}"
        raise WrongEnvironment(f"{variable}_FILE", wrong, expected="a readable file") from error


def _path(text: str, variable: Variable) -> Path:
    if "\0" in text:
        raise WrongEnvironment(variable, "holds a zero byte", expected="a folder")
    return Path(text).expanduser()


_DATABASE = (
    "sqlite:///relative.sqlite, sqlite:////absolute.sqlite or postgresql://user:password@host:5432/name"
)


def _database(text: str, variable: Variable) -> SqliteFile | PostgresServer:
    """The value itself is never repeated: it may hold a password."""
    scheme = _split(text, variable, expected=_DATABASE).scheme
    if scheme == "sqlite":
        return _sqlite(text, variable)
    if scheme in {"postgres", "postgresql"}:
        return _postgres(text, variable)
    raise WrongEnvironment(variable, f"has the scheme {scheme!r}, which is not known", expected=_DATABASE)


def _sqlite(text: str, variable: Variable) -> SqliteFile:
    parts = urlsplit(text)
    if parts.netloc or parts.query or parts.path in {"", "/"}:
        raise WrongEnvironment(variable, "names no file", expected=_DATABASE)
    return SqliteFile(path=Path(str(Env.db_url_config(text)["NAME"])).absolute())


def _postgres(text: str, variable: Variable) -> PostgresServer:
    read = Env.db_url_config(text)
    if not read["NAME"]:
        raise WrongEnvironment(variable, "names no database", expected=_DATABASE)
    return PostgresServer(
        name=str(read["NAME"]),
        host=unquote(str(read["HOST"])),
        port=int(read["PORT"]) if read["PORT"] else None,
        user=str(read["USER"]),
        password=str(read["PASSWORD"]),
        options=tuple(read.get("OPTIONS", {}).items()),
    )


def _origin(text: str, variable: Variable) -> str:
    expected = "an address such as https://status.example.com, without a path"
    parts = _split(text, variable, expected=expected)
    beyond = (parts.path.strip("/"), parts.query, parts.fragment, parts.username)
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(beyond):
        raise WrongEnvironment(variable, f"is {text!r}", expected=expected)
    return f"{parts.scheme}://{parts.netloc}".lower()


_HOST = re.compile(r"\.?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\]|\*")


def _hosts(text: str, variable: Variable) -> tuple[str, ...]:
    hosts = _listed(text.lower())
    for host in hosts:
        if not _HOST.fullmatch(host):
            expected = "host names without port, separated by commas, such as status.example.com,.example.org"
            raise WrongEnvironment(variable, f"holds {host!r}, which is no host name", expected=expected)
    return hosts


_MIN_SECRET_LENGTH = 32


def _secret(text: str, variable: Variable) -> str:
    if len(text) < _MIN_SECRET_LENGTH:
        expected = f"at least {_MIN_SECRET_LENGTH} random characters"
        raise WrongEnvironment(variable, "is too short to be safe", expected=expected)
    return text


_MAIL = "smtp://user:password@host:587?tls=true, or smtps://user:password@host:465"
_MAIL_PORTS = {"smtp": 25, "smtps": 465}
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


def _mail_server(text: str, variable: Variable) -> MailServer:
    parts = _split(text, variable, expected=_MAIL)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    starttls = _TRUTH.get(options.pop("tls", "false").lower())
    if parts.scheme not in _MAIL_PORTS or not parts.hostname or parts.path.strip("/"):
        raise WrongEnvironment(variable, "is no address of a mail server", expected=_MAIL)
    if options or starttls is None:
        raise WrongEnvironment(variable, "has an option that is not known", expected=_MAIL)
    read = Env.email_url_config(text.partition("?")[0], backend="smtp")
    return MailServer(
        host=str(read["EMAIL_HOST"]),
        port=int(read["EMAIL_PORT"] or _MAIL_PORTS[parts.scheme]),
        user=str(read["EMAIL_HOST_USER"] or ""),
        password=str(read["EMAIL_HOST_PASSWORD"] or ""),
        starttls=starttls and parts.scheme == "smtp",
        tls=parts.scheme == "smtps",
    )


def _sender(text: str, variable: Variable) -> str:
    if "@" not in text or not text.isprintable():
        expected = "an address such as status@example.com or Example <status@example.com>"
        raise WrongEnvironment(variable, f"is {text!r}", expected=expected)
    return text


def _count(text: str, variable: Variable) -> int:
    if not re.fullmatch("[0-9]{1,6}", text):
        raise WrongEnvironment(variable, f"is {text!r}", expected="a whole number from 0 to 999999")
    return int(text)


def _networks(text: str, variable: Variable) -> tuple[Network, ...]:
    return tuple(_network(one, variable) for one in _listed(text))


def _network(text: str, variable: Variable) -> Network:
    try:
        return ip_network(text)
    except ValueError as error:
        expected = "networks separated by commas, such as 10.0.0.0/8,fd00::/8"
        raise WrongEnvironment(variable, f"holds {text!r}, which is no network", expected=expected) from error


def _require_together(said: Mapping[Variable, str | None], first: Variable, *others: Variable) -> None:
    """The first needs the others; they may be there without it."""
    for other in others:
        if said[first] and not said[other]:
            raise WrongEnvironment(first, f"is set without {other}", expected="both, or neither")


_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


def _header(text: str, variable: Variable) -> str:
    if not _HEADER.fullmatch(text):
        raise WrongEnvironment(
            variable, f"is {text!r}", expected="the name of a header, such as Remote-Email"
        )
    return text


def _truth(text: str, variable: Variable) -> bool:
    truth = _TRUTH.get(text.lower())
    if truth is None:
        raise WrongEnvironment(variable, f"is {text!r}", expected="true or false")
    return truth


def _issuer(text: str, variable: Variable) -> str:
    expected = "the address of a provider, such as https://accounts.example.com/realms/main"
    parts = _split(text, variable, expected=expected)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise WrongEnvironment(variable, f"is {text!r}", expected=expected)
    return text


_ROLES = ("operator", "viewer")
"""An administrator is made by another one, and not by a provider."""


def _role(text: str, variable: Variable) -> str:
    if text not in _ROLES:
        raise WrongEnvironment(variable, f"is {text!r}", expected=" or ".join(_ROLES))
    return text


def _log_format(text: str, variable: Variable) -> LogFormat:
    if text not in set(LogFormat):
        raise WrongEnvironment(variable, f"is {text!r}", expected=" or ".join(LogFormat))
    return LogFormat(text)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(one for one in re.split(r"[,\s]+", text) if one)


def _split(text: str, variable: Variable, *, expected: str) -> SplitResult:
    """An address in parts; its port is read here because that is when a wrong one shows."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        _refuse_address(variable, expected, error)
    return parts


def _refuse_address(variable: Variable, expected: str, error: ValueError) -> NoReturn:
    raise WrongEnvironment(variable, "is no address", expected=expected) from error
