"""The Model Context Protocol, for assistants that help operators (see docs/mcp.md)."""
