"""Cachet 3: its tables, and what they become here."""
