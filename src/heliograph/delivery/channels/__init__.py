"""The ways to tell, one file each."""
