"""Two to four devices side by side: candidates.py gathers, ratios.py decides, sentence.py says it."""
