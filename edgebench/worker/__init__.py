"""The process that measures. It runs in the harness's own interpreter, on the device.

    python edgebench/worker HARNESS.py      then JSON lines on stdin, answers as JSON lines on stdout

It needs Python 3.8, numpy and the runtime, and imports nothing of edgebench (but in scope pipeline): a
remote board gets this folder and the harness, no more. The real stdout is kept private first, so whatever a
library prints goes to stderr and cannot corrupt the channel.

    host -> worker                                      worker -> host
    (start)                                             hello: protocol, python, clock, floor
    load: model, options, affinity, state, pipeline     loaded: runtime, tensors, packages
    prepare: samples (an .npy an input)                 prepared: count
    measure: floors, cap, arrivals, warm-up, seed       measured: window, histogram, counters, audit
    predict: samples, outputs (folder)                  predicted: outputs (an .npy each), nonfinite
    exit                                                (ends)   or at any time   failed: error, traceback

conversation.py holds the conversation; one_stream.py, streams.py and arrivals.py the three ways to measure.
In scope pipeline a sample is an encoded file and pipeline.py imports edgebench's code for the task.
The other copy of these names is edgebench/harness/protocol.py; tests/worker pairs them.
"""
