"""Results of other tools: one file a format, found by its name (edgebench/imports/discover.py).

    a format file      bytes of the tool's files -> Report, or one sentence that says what is wrong
    assembling.py      Report, and what the user told -> Result of kind `imported`

Only reading.py touches files. What a tool does not say is null with a reason, named in
`imported.missing` (edgebench/missing.py), told by the user, or the import is refused: nothing is made up.
"""
