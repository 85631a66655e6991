"""Rules over many files: what is new, beside itself and beside what is known."""
