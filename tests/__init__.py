"""The tests mirror the rooms.

This file makes pytest put the repository on the path, not this folder, whose rooms have the same names.
"""
