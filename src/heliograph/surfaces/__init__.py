"""The doors. Each parses, calls a verb or a query, and presents; none knows another."""
