"""How good the coding is, measured so that a reviewer would sign it.

datasets/  what is judged against: one adapter per published shape, all giving ``gold.Dataset``
engine.py  what is judged: a pipeline, or anything that codes a chart
run.py     codes the charts and writes predictions that can be scored again without running
metrics/   one measure per file, each saying what it gives for empty input
score.py   all measures of one run on one dataset; statistics in ``bootstrap.py``
report/    the same as HTML and Markdown
"""
