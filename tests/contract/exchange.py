"""What was recorded, and what we answer to the same request."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.test import Client
from typing_extensions import override

HERE = Path(__file__).parent
DATABASE = HERE / "cachet-3.sqlite"
SERVER = "testserver"

TOKENS = {
    "all": "1|allallallallallallallallallallallallall00",
    "none": "2|nonenonenonenonenonenonenonenonenonenone",
    "comp": "3|compcompcompcompcompcompcompcompcompcomp",
    "exp": "4|expexpexpexpexpexpexpexpexpexpexpexpexp000",
    "inc": "5|inciinciinciinciinciinciinciinciinciinci",
    "bad": "1|wrongwrongwrongwrongwrongwrongwrongwrong",
    "junk": "notatoken",
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Header names are lower-case; `body` is the JSON, or None."""

    status: int
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """`skipped` is how many exchanges just before it were recorded and are not here."""

    number: int
    section: str
    method: str
    path: str
    headers: Mapping[str, str]
    sent: str
    recorded: Answer
    settings: Mapping[str, object]
    repeated: int
    skipped: int

    @override
    def __str__(self) -> str:
        return f"{self.number} {self.method} {self.path}"

    @property
    def is_sorted(self) -> bool:
        return "sort=" in self.path

    def send(self) -> Answer:
        """Our own failures are answers too: a 500 is what a caller would see."""
        headers = dict(self.headers)
        kind = headers.pop("Content-Type", "application/octet-stream")
        client = Client(raise_request_exception=False, headers={"Host": SERVER, **headers})
        response = client.generic(self.method, self.path, self.sent, content_type=kind)
        return Answer(
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=_json(response.content),
        )


def _json(content: bytes) -> Any:
    try:
        return json.loads(content) if content else None
    except ValueError:
        return content.decode("utf-8", "replace")


@cache
def sections() -> Mapping[str, tuple[Exchange, ...]]:
    found: dict[str, tuple[Exchange, ...]] = {}
    last = 0
    for line in (HERE / "exchanges.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        section, number, repeated = row["section"], row["seq"], row.get("repeat_before", 0)
        skipped = number - last - repeated - 1
        found[section] = (*found.get(section, ()), _exchange(row, repeated=repeated, skipped=skipped))
        last = number
    return found


def _exchange(row: Mapping[str, Any], *, repeated: int, skipped: int) -> Exchange:
    headers = dict(row["headers"])
    if token := row.get("token"):
        headers["Authorization"] = f"Bearer {TOKENS[token]}"
    answer = row["answer"]
    return Exchange(
        number=row["seq"],
        section=row["section"],
        method=row["method"],
        path=row["path"],
        headers=headers,
        sent=json.dumps(row["json"]) if "json" in row else row.get("body", ""),
        recorded=Answer(status=answer["status"], headers=answer["headers"], body=answer["json"]),
        settings=row.get("settings", {}),
        repeated=repeated,
        skipped=skipped,
    )
