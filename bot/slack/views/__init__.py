"""Screens as Block Kit: pure functions from the values that handlers give to the JSON that Slack takes.

Whatever people typed stands in ``plain_text`` only: ``mrkdwn`` would let it name channels and disguise links.
Limits: https://docs.slack.dev/reference/block-kit.
"""
