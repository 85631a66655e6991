"""What the host asks for, for the worker's own tests."""

LIMITS = {"min_queries": 10, "min_ns": 300_000_000, "max_ns": 5_000_000_000, "agreement_ppm": 20_000}
BRIEF = LIMITS | {"min_ns": 10_000_000}


def request(**changes):
    """A request to measure, of tier smoke unless changed."""
    usual: dict[str, object] = {
        "samples_per_query": 1,
        "min_queries": 64,
        "min_ns": 6_000_000_000,
        "cap_ns": 60_000_000_000,
        "seed": 1,
        "group_below_ns": 5000,
        "warm_up": LIMITS,
        "arrivals": None,
        "until_done": False,
    }
    return usual | changes
