"""``prp form``: the referral form outside Slack."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.cli.new_file import must_be_new, write_new
from forms.words import say

app = typer.Typer(no_args_is_help=True)


@app.command(help=say("help.form_blank"))
def blank(
    format_: Annotated[
        Literal["docx", "odt", "pdf", "txt"], typer.Option("--format", help=say("help.form_blank_format"))
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help=say("help.form_blank_output"))],
) -> None:
    """Write the Board's form, blank, to a new file."""
    must_be_new(output)
    from bot.compose import board_of, read_forms, read_words
    from bot.settings import load_settings
    from forms.documents.blank import blank as made
    from forms.words import speak

    settings = load_settings()
    speak(read_words(settings))
    board = board_of(settings)
    form = made(
        read_forms(settings).current,
        format_,
        board=board.name,
        panel=board.panel_name,
        marking=board.marking,
        front_door=board.front_door,
        out_of_hours=board.out_of_hours,
        send_to=board.business_unit_email,
    )
    write_new(output, form)
    print(say("command_line.form.blank_written", path=output))
