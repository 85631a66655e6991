"""From what a user asks for to saved results: settings, plan, journal, measuring, scoring, assembling."""
