"""A ranking as a page shows it: table.py whole, small_board.py in five rows, sweeps.py as a curve."""
