"""What comes back: what was asked for, or one of the refusals that all operations share."""

from __future__ import annotations

from typing import Any

from heliograph.surfaces.rest.answers import JSON, RESOURCE

Responses = dict[str, Any]

HEADERS: Responses = {
    "RateLimit": {
        "description": "Requests that a minute has.",
        "schema": {"type": "integer", "minimum": 1},
        "example": 300,
    },
    "RateLimitRemaining": {
        "description": "Requests that this minute has left.",
        "schema": {"type": "integer", "minimum": 0},
        "example": 299,
    },
    "RateLimitReset": {
        "description": "The Unix second at which the next minute begins.",
        "schema": {"type": "integer"},
        "example": 1795428300,
    },
    "RetryAfter": {
        "description": "Seconds to wait.",
        "schema": {"type": "integer", "minimum": 1},
        "example": 17,
    },
    "Allow": {
        "description": "The methods that there are.",
        "schema": {"type": "string"},
        "example": "GET, HEAD",
    },
    "Replayed": {
        "description": "`true` where this is the answer that was given before.",
        "schema": {"type": "string", "const": "true"},
    },
}


def _header(name: str) -> Responses:
    return {"$ref": f"#/components/headers/{name}"}


_COUNTED = {
    "X-RateLimit-Limit": _header("RateLimit"),
    "X-RateLimit-Remaining": _header("RateLimitRemaining"),
}


def _refusal(why: str, message: str, **headers: Responses) -> Responses:
    content = {"schema": {"$ref": "#/components/schemas/Refusal"}, "example": {"message": message}}
    return {"description": why, "content": {JSON: content}, **({"headers": headers} if headers else {})}


_NAMES = {
    400: "BadRequest",
    401: "Unauthenticated",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    409: "Conflict",
    413: "TooLarge",
    422: "InvalidInput",
    429: "TooManyRequests",
    500: "Failure",
}

SHARED: Responses = {
    "BadRequest": _refusal(
        "An include, filter or sort that there is not.",
        "Requested sort(s) `colour` are not allowed. Allowed sort(s) are `name, order, id`.",
    ),
    "Unauthenticated": _refusal("No token, or none that is known.", "Unauthenticated."),
    "Forbidden": _refusal("The token lacks the ability.", "Invalid ability provided."),
    "NotFound": _refusal(
        "There is no such thing, it is not for you to see, or the API is switched off.",
        "There is no such thing, or it is not for you to see.",
    ),
    "MethodNotAllowed": _refusal(
        "Not with this method.", "POST is not supported here. Supported: GET, HEAD.", Allow=_header("Allow")
    ),
    "Conflict": _refusal(
        "The first request with this key has no answer yet.",
        "The first request with this key has no answer yet, or was cut off: see what it made.",
    ),
    "TooLarge": _refusal("More than 1 MiB.", "The body is larger than 1 MiB."),
    "InvalidInput": {
        "description": "Something in the body is wrong. Nothing was written.",
        "content": {
            JSON: {
                "schema": {"$ref": "#/components/schemas/InvalidInput"},
                "example": {
                    "message": "The name field is required. (and 1 more error)",
                    "errors": {
                        "name": ["The name field is required."],
                        "components.0.id": ["The selected components.0.id is invalid."],
                    },
                },
            }
        },
    },
    "TooManyRequests": _refusal(
        "The minute's requests are used up.",
        "Too Many Attempts.",
        **_COUNTED,
        **{"Retry-After": _header("RetryAfter"), "X-RateLimit-Reset": _header("RateLimitReset")},
    ),
    "Failure": _refusal("Our own failure.", "Server Error"),
}

_ANY = (404, 405, 429, 500)
_READ = (400, 401, *_ANY)
_WRITE = (400, 401, 403, *_ANY)
_BODY = (*_WRITE, 413, 422)


def refused(*statuses: int) -> Responses:
    return {str(status): {"$ref": f"#/components/responses/{_NAMES[status]}"} for status in sorted(statuses)}


def plain(schema: str) -> Responses:
    content = {JSON: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return _with(200, _answer("So it is.", content), 401, *_ANY)


def read(schema: str) -> Responses:
    return {"responses": _with(200, _document("As asked for.", schema), *_READ)}


def created(*schemas: str) -> Responses:
    answer = _document("Made.", *schemas)
    answer["headers"] = {**answer["headers"], "Idempotency-Replayed": _header("Replayed")}
    return {"responses": _with(201, answer, *_BODY, 409)}


def found(schema: str) -> Responses:
    return {"200": _document("Was there already.", schema)}


def updated(schema: str) -> Responses:
    return {"responses": _with(200, _document("As it is now.", schema), *_BODY)}


def deleted() -> Responses:
    return {"responses": _with(204, {"description": "Gone.", "headers": _COUNTED}, *_WRITE)}


def _with(status: int, answer: Responses, *refusals: int) -> Responses:
    return {str(status): answer, **refused(*refusals)}


def _document(description: str, *schemas: str) -> Responses:
    refs = [{"$ref": f"#/components/schemas/{schema}"} for schema in schemas]
    content = {RESOURCE: {"schema": refs[0] if len(refs) == 1 else {"anyOf": refs}}}
    return _answer(description, content)


def _answer(description: str, content: Responses) -> Responses:
    return {"description": description, "headers": _COUNTED, "content": content}
