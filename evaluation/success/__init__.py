"""Which recorded attributes of carers go with stays that lasted, and which kinds of carer are missing.

Plain Python and numpy: no database, no clock, no chance. ``profile`` works out the first from stays, ``missing`` the
second from lists. Neither knows a name, and nothing of either is read by the ranking.
"""
