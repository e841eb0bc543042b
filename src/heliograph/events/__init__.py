"""What happened, to what, by whom, from where: one append-only table.

It is the outbox (delivery reads it to tell the world), the audit log (the dashboard shows it) and the
version (publishing reads it to know that something changed).
"""
