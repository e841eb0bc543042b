"""The REST API at `/api`: Cachet 3's, exchange for exchange.

`door` is what a request passes on its way in and out, `listing` what a query string may ask for,
`fields` and `reading` how a body is read, `jsonapi` and `resources` how things are shown; then a file an
endpoint. All routes stand in `urls`.
"""
