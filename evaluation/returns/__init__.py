"""The statutory return of looked-after children (SSDA903), read and checked in plain Python.

A return is a folder of CSV files for one collection year, 1 April to 31 March. ``rows`` says what a row
is, ``columns`` which file has which columns, ``reading`` turns bytes into rows, ``year`` finds the
collection year, ``codes`` holds the code lists by year and ``checks`` the sector's rules. Nothing here
knows Django, a database, the clock or where files come from, and nothing is ever repaired: a row is
kept as it was given, and what looks wrong about it is a finding.
"""
