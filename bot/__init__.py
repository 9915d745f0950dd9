"""How it is reached: Slack, mail, clock, command line, sandbox, settings, and the one place that wires it all."""
