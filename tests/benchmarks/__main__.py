"""Print every figure."""

from __future__ import annotations

import os
from pathlib import Path

from bot.logs import configure_logs
from tests.benchmarks import answering, crowd, delivering, history, mails, reading, starting, verifying
from tests.benchmarks.measuring import Compared


def line(what: str, found: Compared) -> str:
    """Say one comparison in a line."""
    return f"{what}: {found.ours * 1000:.1f} ms against {found.other * 1000:.1f} ms, {found.ratio:.2f} times"


if __name__ == "__main__":
    print(line("one answered question, against a bare Bolt listener", answering.measure()))
    print(line("one answered question beside 100,000 old cases, against beside ten", history.measure()))
    waited = crowd.measure()
    print(f"200 people, a step each every 5 s: 99 in 100 wait at most {waited.steady * 1000:.0f} ms")
    print(f"200 people, a step each at once: 99 in 100 wait at most {waited.burst * 1000:.0f} ms")
    with Path(os.devnull).open("w") as nowhere:
        configure_logs(stream=nowhere)
        delivered = delivering.measure()
    configure_logs("ERROR")
    print(line("10,000 notices in one thread, Slack answers at once, against a bare loop", delivered.at_once))
    print(line("1,000 notices as the bot runs, Slack answers in 50 ms, against a bare loop", delivered.in_time))
    print(f"a notice with 1,000,000 behind it, against one with 1,000: {delivered.growth:.2f} times")
    verified = verifying.measure()
    growth = verified.small / verified.large
    print(f"prp audit verify: {verified.large:,.0f} entries a second of 1,000,000, {verified.small:,.0f} of 1,000")
    print(f"prp audit verify, an entry of 1,000,000 against one of 1,000: {growth:.2f} times")
    print(f"prp audit verify: {verified.bytes_held / 1e6:.1f} MB held at most")
    print(line("prp --help, against a bare typer program", starting.measure()))
    read = reading.measure()
    print(line("reading our own filled-in form, in Word, against python-docx walking it", read.own))
    print(line("reading another body's filled-in form, in Word, against python-docx walking it", read.foreign))
    print(line("1,000 mails in a folder taken apart, against the standard library parsing them", mails.measure()))
