"""Acknowledgements of any length over Socket Mode.

A screen goes to Slack with the acknowledgement of what was submitted, and may weigh 250 kB. The client of
slack_sdk 3.47 can write frames of 65,535 bytes at most, and may send the half of a long one; longer ones are written
here (RFC 6455, section 5.2).
"""

from __future__ import annotations

from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.socket_mode.builtin import SocketModeClient
from websockets.frames import Frame, Opcode

SHORT = 16_000
"""Bytes that slack_sdk sends by itself in one go."""


class LongMessagesClient(SocketModeClient):
    """Slack's own client, which can send long messages too."""

    def send_message(self, message: str) -> None:
        """Send a message. Raises `SlackClientNotConnectedError` where there is no connection any more."""
        text = message.encode()
        if len(text) <= SHORT:
            super().send_message(message)
            return
        session = self.current_session
        if session is None or session.sock is None:
            raise SlackClientNotConnectedError("The connection is closed.")
        frame = Frame(Opcode.TEXT, text).serialize(mask=True)
        with session.sock_send_lock:
            session.sock.sendall(frame)
