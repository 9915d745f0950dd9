"""How fast the bot is, measured: `python -m tests.benchmarks` prints the figures.

Figures are ratios within one run, and medians of rounds that take turns, so that what else
the machine does falls on both sides.
"""
