"""What the Makefile runs besides other people's tools."""
