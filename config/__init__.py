"""The settings, the addresses and the processes. Every process imports this before anything else."""

import atexit
import gc

# What a start builds, it keeps. Python by itself would look through all of it for each 700 new objects, and several
# times more at the end of the process, when the operating system takes everything back anyway.
gc.set_threshold(50_000, 10, 10)
atexit.register(gc.freeze)
