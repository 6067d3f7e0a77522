"""The settings, the addresses and the processes. Every process imports this before anything else."""

import atexit
import gc

# What a start builds, it keeps: looking through it for what can go takes a tenth of the start. ``config.apps`` ends
# that. At the end of a process the operating system takes everything back anyway.
gc.set_threshold(1_000_000, 10, 10)
atexit.register(gc.freeze)
