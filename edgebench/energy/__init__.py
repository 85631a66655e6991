"""From raw readings to energy with its uncertainty: the only place that yields joules. Pure.

trace.py      what was recorded of one process on one meter, and the moments that matter
series.py     that, prepared once: whole readings in order, as arrays
clocks.py     the meter's own clock against the host's
curve.py      energy over time
counter.py    readings of a counter as such a curve, its wraps followed
sampler.py    readings of powers, points or means, as such a curve
faults.py     what makes readings unbelievable
aliasing.py   whether the sampling could follow the inference
need.py       how long a window a meter needs
window.py     one process on one meter: its energy and idle power
terms.py      a line of the uncertainty budget, and those that are one window's own
stated.py     those of the meter's accuracy
coverage.py   the half-width that holds 95 % of a budget
budget.py     windows to energy per sample with its budget (GUM, JCGM 100 and 101)
net.py        what inference takes beyond idling
stored.py     what a result file keeps: whole numbers
recomputed.py the coverage factor of a stored budget, from its file alone
calibrated.py readings with what a calibration found
readings.py   the lines of the file of raw readings that a result names, from traces and back
trace_file.py that file: packed, and from anyone its readings, or what is wrong
assess.py     all of it: the result's `energy`, or the reason why there is none

docs/energy.md says it in words, and what came of it on simulated meters.
"""
