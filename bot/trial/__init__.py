"""`prp try`: the whole bot on one machine, with its own workspace and mail server, and no account anywhere."""
