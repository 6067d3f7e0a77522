"""What a move cost and what it was worth, against a path that did not happen: sums alone, no database and no clock.

Money is whole pence where it comes in and goes out, and exact fractions in between, so that nothing is lost on the way.
How each figure is worked out is in ``docs/value.md``.
"""
