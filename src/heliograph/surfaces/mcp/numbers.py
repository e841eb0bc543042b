"""What the specification of the Model Context Protocol fixes, as the constants of its own package say."""

from __future__ import annotations

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
HEADER_MISMATCH = -32020
UNSUPPORTED_PROTOCOL_VERSION = -32022

HANDSHAKE_PROTOCOL_VERSIONS = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
"""Those that begin with `initialize`, from the oldest to the newest."""

MODERN_PROTOCOL_VERSIONS = ("2026-07-28",)
"""Those in which every request stands alone."""

KNOWN_PROTOCOL_VERSIONS = HANDSHAKE_PROTOCOL_VERSIONS + MODERN_PROTOCOL_VERSIONS
PROTOCOL_VERSION_META_KEY = "io.modelcontextprotocol/protocolVersion"
