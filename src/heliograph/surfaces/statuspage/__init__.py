"""Atlassian Statuspage's public JSON and feeds, for readers that know those (see README.md)."""
