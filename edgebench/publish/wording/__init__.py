"""How things read, on the site and in the terminal: numbers with their spaces, words, sentences in pieces."""
