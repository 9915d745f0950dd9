"""The project's own Slack-compatible workspace, on loopback: no account, no internet.

The real Bolt app runs against it in tests and in `prp try`. It answers the Web API methods that the bot uses, delivers
events and interactions over Socket Mode or signed HTTP, and refuses what Slack refuses. Shapes and limits are those of
Slack's reference (https://docs.slack.dev/reference); where the sandbox is stricter than Slack, the docstring says so.

    with SlackServer(Workspace()) as server: ...    the workspace, served at server.api_url
    Person(workspace, "U0REFERRER").command("/refer")    a person in a Slack client
"""
