"""The Web API methods that the bot uses (https://docs.slack.dev/reference/methods). Any other is `unknown_method`."""
