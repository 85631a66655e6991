"""Rules that see something in a measurement; each renders it as seen, meaning, next step."""
