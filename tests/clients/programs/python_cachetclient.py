"""Red Hat's client: JSON on every method, a filter in the body of a GET, `per_page` as large as the total."""

import json
import sys

from cachetclient import cachet

endpoint, token = f"{sys.argv[1]}/api/v1", sys.argv[2]
components = cachet.Components(endpoint=endpoint, api_token=token)
for number in range(25):
    made = json.loads(components.post(name=f"red hat {number}", status=1))["data"]
changed = json.loads(components.put(id=made["id"], status=4))["data"]
filtered = json.loads(components.get(name="red hat 3"))["data"]
everything = json.loads(cachet.Components(endpoint=endpoint).get())
components.delete(made["id"])

print(
    json.dumps(
        {
            "pong": json.loads(cachet.Ping(endpoint=endpoint).get())["data"],
            "changed": [changed["name"], changed["status_name"]],
            "filtered": [one["name"] for one in filtered],
            "is everything there": everything["meta"]["pagination"]["total"] == len(everything["data"]),
        }
    )
)
