"""One measure per file. Each says in its docstring what it gives where there is nothing to judge.

All take pairs (``pair.py``): a chart's gold and prediction in one code system. A code counts once
in a chart. 0/0 is 0.0 throughout, as in scikit-learn's default, unless a file says otherwise.
"""
