"""edgebench: numbers for deep networks on edge hardware that can be trusted, repeated and compared."""

__version__ = "0.1.0"
