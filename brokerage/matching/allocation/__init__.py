"""A plan for all the children who wait at a desk: who would move where, so that together they fare best.

``problem`` says what is asked, ``together`` who may live in one home, ``model`` finds the best plan, ``greedy`` what
choosing one after another would do, and ``planning`` is the way in. ``allocation_check`` trusts none of them.
"""
