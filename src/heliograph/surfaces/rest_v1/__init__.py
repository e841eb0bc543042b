"""Cachet 2's API at `/api/v1`: what works and what differs stands in README.md beside this file.

`door` is what a request passes on its way in and out, `said` what it says, whatever it is encoded as;
`fields` and `reading` are how that is read, `listing` what may be asked of a list, `shapes` how things
look; then a file an endpoint. All routes stand in `urls`.
"""
