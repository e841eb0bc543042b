"""Reverse proxies that run the sample configurations in `deploy/proxies`, with the ports of a test."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import heliograph
from tests.project.installation import eventually, free_port

HOST = "status.example.com"
SAMPLES = Path(heliograph.__file__).parents[2] / "deploy" / "proxies"

_PROGRAMS = f"{os.environ['PATH']}:/usr/local/sbin:/usr/sbin"


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """Paths of PEM files."""

    certificate: Path
    key: Path
    both: Path


@dataclass(frozen=True, kw_only=True)
class Ports:
    """`tls` is where the proxy serves visitors; `plain` is its port 80."""

    heliograph: int
    plain: int
    tls: int


@dataclass(frozen=True, kw_only=True)
class Proxy:
    """A sample file, the texts in it that a test replaces, and the command that runs the result."""

    sample: str
    program: str
    replacements: Callable[[Ports, Certificate, Path], Mapping[str, str]]
    command: Callable[[Path, Ports], list[str]]
    scheme: str = "https"


def configuration(proxy: Proxy, ports: Ports, certificate: Certificate, folder: Path) -> str:
    """The sample with every replacement made; each must be in the sample."""
    text = (SAMPLES / proxy.sample).read_text()
    for sample, actual in proxy.replacements(ports, certificate, folder).items():
        assert sample in text, sample
        text = text.replace(sample, actual)
    return text


@contextmanager
def running(proxy: Proxy, *, to: int, certificate: Certificate, folder: Path) -> Iterator[str]:
    """The address at which the proxy serves visitors."""
    program = shutil.which(proxy.program, path=_PROGRAMS)
    assert program, f"{proxy.program} is missing: run tools/ensure-{proxy.program.removesuffix('d')}"
    ports = Ports(heliograph=to, plain=free_port(), tls=free_port())
    file = folder / proxy.sample
    file.write_text(configuration(proxy, ports, certificate, folder))
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [program, *proxy.command(file, ports)],
            env={**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "PATH": _PROGRAMS},
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
    try:
        eventually(lambda: process.poll() is not None or _listens(ports.tls))
        assert process.poll() is None, log.read_text()
        yield f"{proxy.scheme}://127.0.0.1:{ports.tls}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _listens(port: int) -> bool:
    """Whether a socket of this machine listens on the port, without connecting to it."""
    tables = [Path("/proc/net") / name for name in ("tcp", "tcp6")]
    sockets = [line.split() for table in tables if table.exists() for line in table.read_text().splitlines()]
    listening = [columns[1] for columns in sockets if columns[3] == "0A"]
    return any(int(address.rpartition(":")[2], 16) == port for address in listening)


def _of_nginx(ports: Ports, certificate: Certificate, _folder: Path) -> dict[str, str]:
    return {
        "server 127.0.0.1:8000": f"server 127.0.0.1:{ports.heliograph}",
        "listen 80;": f"listen 127.0.0.1:{ports.plain};",
        "listen 443 ssl": f"listen 127.0.0.1:{ports.tls} ssl",
        "/etc/ssl/status.example.com.pem": str(certificate.certificate),
        "/etc/ssl/status.example.com.key": str(certificate.key),
    }


def _of_nginx_cache(ports: Ports, certificate: Certificate, folder: Path) -> dict[str, str]:
    cache = {"/var/cache/nginx/heliograph": str(folder / "cache")}
    return _of_nginx(ports, certificate, folder) | cache


def _run_nginx(file: Path, _ports: Ports) -> list[str]:
    """As Debian's main configuration includes a file of conf.d."""
    folder, user = file.parent, "user root;" if os.geteuid() == 0 else ""
    paths = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "main.conf"
    main.write_text(
        f"{user} pid {folder}/pid; error_log stderr; daemon off; events {{}}\n"
        f"http {{ access_log off; {paths} include {file}; }}\n"
    )
    return ["-c", str(main), "-p", str(folder), "-e", "stderr"]


def _of_caddy(ports: Ports, certificate: Certificate, _folder: Path) -> dict[str, str]:
    return {
        "\tservers {": f"\tadmin off\n\thttp_port {ports.plain}\n\thttps_port {ports.tls}\n\tservers {{",
        "# tls /etc/ssl/status.example.com.pem /etc/ssl/status.example.com.key": (
            f"tls {certificate.certificate} {certificate.key}"
        ),
        "reverse_proxy 127.0.0.1:8000": f"reverse_proxy 127.0.0.1:{ports.heliograph}",
        "health_interval 5s": "health_interval 200ms",
    }


def _of_haproxy(ports: Ports, certificate: Certificate, _folder: Path) -> dict[str, str]:
    return {
        "bind :80": f"bind 127.0.0.1:{ports.plain}",
        "bind :443": f"bind 127.0.0.1:{ports.tls}",
        "/etc/haproxy/status.example.com.pem": str(certificate.both),
        "heliograph1 127.0.0.1:8000": f"heliograph1 127.0.0.1:{ports.heliograph}",
        "inter 2s": "inter 200ms",
    }


def _of_varnish(ports: Ports, _certificate: Certificate, _folder: Path) -> dict[str, str]:
    return {'.port = "8000"': f'.port = "{ports.heliograph}"', ".interval = 5s": ".interval = 200ms"}


def _run_varnish(file: Path, ports: Ports) -> list[str]:
    """Without the PROXY protocol: the test itself stands for the TLS proxy."""
    listen = ("-a", f"127.0.0.1:{ports.tls}", "-n", str(file.parent / "varnish"), "-s", "malloc,32m")
    return ["-F", "-j", "none", "-f", str(file), *listen]


PROXIES = {
    "nginx": Proxy(sample="nginx.conf", program="nginx", replacements=_of_nginx, command=_run_nginx),
    "nginx-cache": Proxy(
        sample="nginx-cache.conf", program="nginx", replacements=_of_nginx_cache, command=_run_nginx
    ),
    "caddy": Proxy(
        sample="Caddyfile",
        program="caddy",
        replacements=_of_caddy,
        command=lambda file, _: ["run", "--adapter", "caddyfile", "--config", str(file)],
    ),
    "haproxy": Proxy(
        sample="haproxy.cfg",
        program="haproxy",
        replacements=_of_haproxy,
        command=lambda file, _: ["-db", "-f", str(file)],
    ),
    "varnish": Proxy(
        sample="varnish.vcl",
        program="varnishd",
        replacements=_of_varnish,
        command=_run_varnish,
        scheme="http",
    ),
}
