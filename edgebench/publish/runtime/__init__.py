"""What changed from one version of a runtime to another, and whether that may be said."""
