"""edgebench: numbers for deep networks on edge hardware that can be trusted, repeated and compared.

edgebench.run(workload="mobilenet-v2", tier="standard")   measures, scores, saves
edgebench.load("results")                                 a pandas DataFrame, one row a cell
edgebench.compare("results@1.30", "results@1.31")         is it a difference?
"""

from edgebench.api import compare, load, run

__all__ = ["compare", "load", "run"]
__version__ = "0.1.0"
