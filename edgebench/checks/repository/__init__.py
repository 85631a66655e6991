"""Rules that a branch must keep to add results."""
