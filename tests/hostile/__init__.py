"""Hostile and broken mails and documents: none may crash or stall the bot, and each is kept with an outcome.

``python -m tests.hostile`` sends all of them through a running postman and prints what became of them.
"""
