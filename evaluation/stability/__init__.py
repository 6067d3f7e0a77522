"""How settled the children of an authority are, from the statutory return: plain Python, no database, no clock.

``history`` puts the rows of several returns together into periods of care, ``variants`` and ``moves`` make placements
of them, ``year`` has the figures of one year and ``survival`` how long fostering lasted. ``definitions`` says of each
figure how it is counted, where that comes from and what the national figure is. ``report.assess`` works all of it out,
``report.as_json`` writes it in the documented form. The definitions are numbered D0 to D12 in docs/stability.md.
"""
