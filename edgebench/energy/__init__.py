"""From raw readings to energy with its uncertainty: the only place that yields joules. Pure.

trace.py      what was recorded of one process on one meter, and the moments that matter
clocks.py     the meter's own clock against the host's
counter.py    readings of a counter, its wraps followed, as a curve of energy over time
sampler.py    readings of powers, points or means, as the same curve
faults.py     what makes readings unbelievable
aliasing.py   whether the sampling could follow the inference
need.py       how long a window a meter needs
window.py     one process on one meter: energy, idle power, uncertainty of its own
coverage.py   the factor that makes 95 % of a combined uncertainty
budget.py     windows to energy per sample with its budget (GUM, JCGM 100 and 101)
assess.py     all of it: the result's `energy`, or the reason why there is none
"""
