"""Says that something is wrong, and that it is over.

Usage: URL=https://status.example.com TOKEN=... python python.py
"""

import os

import httpx

INVESTIGATING, FIXED = 1, 4

with httpx.Client(
    base_url=f"{os.environ['URL']}/api/", headers={"Authorization": f"Bearer {os.environ['TOKEN']}"}
) as api:

    def send(path: str, **fields: object) -> int:
        answer = api.post(path, json=fields)
        if answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            raise SystemExit(answer.json()["errors"])
        number: int = answer.raise_for_status().json()["data"]["attributes"]["id"]
        return number

    incident = send(
        "incidents", name="Backups are late", message="We look into it.", status=INVESTIGATING, visible=1
    )
    send(f"incidents/{incident}/updates", status=FIXED, message="They are through.")
    print(api.get("status").raise_for_status().json()["data"]["message"])
