"""Who is told of what happens, and how."""
