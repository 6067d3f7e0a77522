"""The desk's own record of a child beside what returns say of the same child, in plain Python.

``facts`` says what either side knows, ``returned`` works it out of a return's episodes, ``differences`` finds where
the two disagree, ``episodes`` derives the rows of a return from the desk's record, and ``export`` puts a whole
return together. Nothing here knows Django, a database or the clock.
"""
