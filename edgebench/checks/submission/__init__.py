"""Rules that a file must keep to be accepted."""
