"""A small OpenID provider, with whatever faults a test wants of it."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from typing_extensions import override

CLIENT, SECRET = "heliograph", "the provider's secret for us"


class OpenIdProvider:
    """`claims` go into every token and every answer about a person, over what is true."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person: dict[str, Any] = {"sub": "42", "email": "ada@example.com", "email_verified": True}
        self.claims: dict[str, Any] = {}
        self.told: dict[str, Any] = {}
        self.issuer_said = ""
        self.algorithm = "RS256"
        self.asked: dict[str, dict[str, str]] = {}
        self.issuer = ""

    def authorise(self, address: str) -> dict[str, str]:
        """What the browser brings back from the provider's page."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.asked[code] = asked
        return {"code": code, "state": asked["state"]}

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        asked = self.asked.pop(form.get("code", ""), None)
        if asked is None or form.get("client_secret") != SECRET:
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.person["sub"],
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 300,
        } | self.claims
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self._signed(claims)}

    def _signed(self, claims: dict[str, Any]) -> str:
        match self.algorithm:
            case "none":
                return jwt.encode(claims, "", algorithm="none", headers={"kid": "1"})
            case "HS256":
                return jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"kid": "1"})
            case "another key":
                other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
                return jwt.encode(claims, other, algorithm="RS256", headers={"kid": "1"})
            case _:
                return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "1"})

    def answer(self, path: str) -> tuple[int, dict[str, Any]]:
        match path:
            case "/.well-known/openid-configuration":
                return 200, {
                    "issuer": self.issuer_said or self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorise",
                    "token_endpoint": f"{self.issuer}/token",
                    "userinfo_endpoint": f"{self.issuer}/userinfo",
                    "jwks_uri": f"{self.issuer}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            case "/keys":
                public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
                return 200, {"keys": [public | {"kid": "1", "alg": "RS256", "use": "sig"}]}
            case "/userinfo":
                return 200, self.person | self.told
            case _:
                return 404, {}


@contextmanager
def running() -> Iterator[OpenIdProvider]:
    provider = OpenIdProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(*provider.answer(urlsplit(self.path).path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(*provider.token({name: values[0] for name, values in parse_qs(body).items()}))

        def _say(self, status: int, said: dict[str, Any]) -> None:
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        @override
        def log_message(self, *args: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
