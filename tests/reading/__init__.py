"""How well documents are read: forms of other bodies and our own, laid out in many ways, read and counted.

`python -m tests.reading` prints the tables.
"""
