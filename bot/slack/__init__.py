"""How the bot is reached in Slack.

`app` builds the Bolt app; `inbox` keeps everything that arrives before it is acknowledged; `routes` lists what is
listened to, `listeners` what each does, `steps` runs one; `views` draws screens, `messages` draws notices; `sending`
posts them; `recover` goes through what a stop left undone; `socket` and `http` are the two ways Slack reaches us.
"""
