"""A real IMAP server on loopback: Debian's dovecot, from one configuration file, with a certificate of the tests."""

from __future__ import annotations

import getpass
import grp
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from imaplib import IMAP4
from pathlib import Path
from typing import Any

import pytest

from bot.trial.ports import HOST, free_port
from tests.bot.smtp_server import certificate

USER, PASSWORD = "refer@board.example", "p@ss-word"

_CONFIGURATION = """
base_dir = {home}/run
state_dir = {home}/run
log_path = {home}/log
protocols = imap
listen = {host}
ssl = yes
ssl_cert = <{home}/certificate.pem
ssl_key = <{home}/certificate.pem
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
passdb {{
  driver = static
  args = user={name} password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail
}}
auth_failure_delay = 0
mail_fsync = never
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{home}/mail
imap_capability = {capability}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox "Sent Items" {{
    auto = create
    special_use = \\Sent
  }}
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server: with and without TLS from the first word, and a certificate that a client may trust."""

    home: Path
    port: int
    tls_port: int

    @property
    def trusted(self) -> Path:
        """The certificate, as a file."""
        return self.home / "certificate.pem"

    @contextmanager
    def client(self) -> Iterator[Any]:
        """Give a signed-in client of the tests, who looks behind the scenes."""
        with IMAP4(HOST, self.port) as client:
            client.login(USER, PASSWORD)
            yield client

    def empty(self) -> None:
        """Take out every mail, and every folder but those that the server makes."""
        with self.client() as client:
            for line in client.list()[1]:
                folder = line.rpartition(b' "/" ')[2].decode()
                for number in client.select(folder) and client.search(None, "ALL")[1][0].split():
                    client.store(number, "+FLAGS", r"(\Deleted)")
                client.close()
                if folder.strip('"') not in {"INBOX", "Sent Items"}:
                    client.delete(folder)

    def deliver(self, *mails: bytes) -> None:
        """Put mails into the inbox."""
        with self.client() as client:
            for mail in mails:
                client.append("INBOX", "", "", mail)

    def within(self, folder: str) -> list[bytes]:
        """Give what lies in a folder."""
        with self.client() as client:
            if client.select(f'"{folder}"', readonly=True)[0] != "OK":
                return []
            numbers = client.search(None, "ALL")[1][0].split()
            return [client.fetch(number.decode(), "(BODY.PEEK[])")[1][0][1] for number in numbers]


@contextmanager
def dovecot(*, capability: str = "") -> Iterator[Dovecot]:
    """Run a server with one empty mailbox; `capability` narrows what it says that it can.

    Where there is none the test is skipped, or fails where `PRP_TEST_REQUIRE=all`.
    """
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        assert os.environ.get("PRP_TEST_REQUIRE") != "all", "dovecot is not installed"
        # a contributor's machine need not have a mail server; CI has one, and there this fails instead
        pytest.skip("there is no dovecot here: apt-get install dovecot-imapd brings it")
    home = Path(tempfile.mkdtemp(prefix="prp-dovecot-"))
    server = Dovecot(home, free_port(), free_port())
    certificate(home)
    # dovecot gives nobody's mail to root
    user = "nobody" if os.geteuid() == 0 else getpass.getuser()
    known = pwd.getpwnam(user)
    for folder, mode in ((home, 0o711), (home / "mail", 0o700), (home / "run", 0o755)):
        folder.mkdir(exist_ok=True)
        folder.chmod(mode)
        if folder.name == "mail":
            os.chown(folder, known.pw_uid, known.pw_gid)
    configuration = home / "dovecot.conf"
    configuration.write_text(
        _CONFIGURATION.format(
            home=home,
            host=HOST,
            port=server.port,
            tls_port=server.tls_port,
            user=user,
            group=grp.getgrgid(known.pw_gid).gr_name,
            uid=known.pw_uid,
            gid=known.pw_gid,
            name=USER,
            password=PASSWORD,
            capability=capability,
        )
    )
    running = subprocess.Popen([program, "-F", "-c", str(configuration)], start_new_session=True)
    try:
        _wait_until_up(server, running)
        yield server
    finally:
        os.killpg(running.pid, signal.SIGKILL)  # an orderly end takes it a second
        running.wait()
        shutil.rmtree(home)


def _wait_until_up(server: Dovecot, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            with IMAP4(HOST, server.port):
                return
        except OSError:
            if running.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
