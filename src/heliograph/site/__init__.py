"""The page's settings: what an owner changes without a restart."""
