from tests.harnesses.loading import mobilenet

__all__ = ["mobilenet"]
