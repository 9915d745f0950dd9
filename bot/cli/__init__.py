"""The command line, ``prp``: one module for each command. Heavy imports wait until a command needs them."""
