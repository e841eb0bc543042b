"""Who speaks to `/api/v1`, as its clients do."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from tests.people import ADDRESS, Answer

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True, kw_only=True)
class V1:
    """With a token or without; paths are below `/api/v1`."""

    token: str = ""

    def get(self, path: str, **query: object) -> Answer:
        return self.send("GET", f"{path}?{urlencode(query)}" if query else path)

    def post(self, path: str, body: object = None) -> Answer:
        return self.send("POST", path, json.dumps(body or {}))

    def put(self, path: str, body: object = None) -> Answer:
        return self.send("PUT", path, json.dumps(body or {}))

    def delete(self, path: str) -> Answer:
        return self.send("DELETE", path)

    def row(self, path: str) -> dict[str, Any]:
        """The one thing that is there."""
        answer = self.get(path)
        assert answer.status == 200, answer
        row: dict[str, Any] = answer.body["data"]
        return row

    def made(self, path: str, **said: object) -> dict[str, Any]:
        answer = self.post(path, said)
        assert answer.status == 200, answer
        row: dict[str, Any] = answer.body["data"]
        return row

    def names(self, path: str, **query: object) -> list[str]:
        return [one["name"] for one in self.get(path, **query).body["data"]]

    def send(
        self,
        method: str,
        path: str,
        body: str | bytes = "",
        *,
        content_type: str = JSON,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Our own failures are answers too."""
        said = {"X-Cachet-Token": self.token} if self.token else {}
        client = Client(raise_request_exception=False, headers={**said, **(headers or {})})
        response = client.generic(
            method, f"/api/v1{path}", body, content_type=content_type, REMOTE_ADDR=ADDRESS
        )
        content = response.getvalue()
        return Answer(
            status=response.status_code,
            headers=response.headers,
            body=json.loads(content) if content else None,
        )


def details(answer: Answer) -> list[str]:
    """What a refusal says is wrong."""
    (error,) = answer.body["errors"]
    assert (error["status"], error["title"]) == (answer.status, "Bad Request"), answer
    said: list[str] = error["meta"]["details"]
    return said
