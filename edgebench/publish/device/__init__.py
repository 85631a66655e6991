"""What the page of a device says: facts with their sources, a matrix of runtimes, a sentence."""
