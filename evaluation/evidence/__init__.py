"""The statistics behind the page about matching: plain Python, no database, no clock, no chance.

``cases`` is what goes in, ``figures.evidence`` the one function that works everything out.
"""
