"""The heart: components, incidents, maintenance, and what they make of each other's status.

Read `vocabulary` for the words, `impact` for the rules, `models` for the tables. Doors call the verbs in
`components`, `groups`, `incidents`, `updates`, `templates`, and read through `queries`.
"""
