"""What the page of a result shows: details.py is all of it, the others are its parts."""
