"""The command line: one file a command. Nothing else in edgebench prints or exits."""
