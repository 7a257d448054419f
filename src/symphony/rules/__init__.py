"""What must hold whatever anyone judged: the rules of the books and the guidelines.

``engine.check`` finds, ``engine.resolve`` also acts; both take any set of codes, whoever made it.
"""
