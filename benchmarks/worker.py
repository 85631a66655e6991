"""The worker's own code, for benchmarks that drive it. Untyped: it is written for Python 3.8."""

from __future__ import annotations

from typing import Any

from edgebench.worker import arrivals, conversation, one_stream, samples, streams, tally, timing, warm_up

BLOCK_CALLS: Any = samples.BLOCK_CALLS
BLOCK_NS: Any = one_stream.BLOCK_NS
GROUP_NS: Any = one_stream.GROUP_NS
Cycle: Any = samples.Cycle
Samples: Any = samples.Samples
Tally: Any = tally.Tally
import_harness: Any = conversation.import_harness
measure: Any = one_stream.measure
measure_arrivals: Any = arrivals.measure_arrivals
measure_streams: Any = streams.measure_streams
needed: Any = warm_up.needed
percentile: Any = tally.percentile
time_calls: Any = timing.time_calls
time_groups: Any = timing.time_groups
warm: Any = warm_up.warm_up
