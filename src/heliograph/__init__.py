"""Heliograph: a status page server. The map of the house is in CONTRIBUTING.md."""

__version__ = "0.1.0"
