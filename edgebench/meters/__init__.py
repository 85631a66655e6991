"""Meter drivers, one file each; the file's name is the driver's. What one must offer: meter.py."""
