"""From result files to the files of the site: steps.py calls the rest, in batches and parts."""
