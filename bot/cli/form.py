"""``prp form``: the referral form outside Slack."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.cli.json_text import print_json
from bot.cli.new_file import must_be_new, write_new
from bot.cli.refusals import NotDone
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
    from bot.compose import read_forms, read_words
    from bot.settings import load_blank_form_settings
    from forms.documents.blank import blank as made
    from forms.words import speak

    settings = load_blank_form_settings()
    speak(read_words(settings))
    form = made(
        read_forms(settings).current,
        format_,
        board=settings.board_name or "",
        panel=settings.panel_name,
        marking=settings.protective_marking or "",
        front_door=settings.front_door or "",
        out_of_hours=settings.out_of_hours or "",
        send_to=settings.sent_to(),
    )
    write_new(output, form)
    print(say("command_line.form.blank_written", path=output))


@app.command(help=say("help.form_read"))
def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("help.form_read_file"))],
    as_json: Annotated[bool, typer.Option("--json", help=say("help.json"))] = False,
) -> None:
    """Read a filled-in form, or a mail with one, in a process of its own, and print the answers. Nothing is kept."""
    from bot.cli.form_text import as_data, print_reading
    from bot.clock import system_clock
    from bot.compose import read_forms, read_words
    from bot.files import why_unreadable
    from bot.reader import Reader
    from bot.settings import load_form_settings
    from forms.calendar import day_in_london
    from forms.words import speak

    settings = load_form_settings()
    speak(read_words(settings))
    form = read_forms(settings).current
    try:
        content = file.read_bytes()
    except OSError as trouble:
        raise NotDone(say("command_line.form.no_file", path=file, reason=why_unreadable(trouble))) from None
    reader = Reader(form, today=lambda: day_in_london(system_clock()))
    try:
        reading = reader.read_document(file.name, content)
    finally:
        reader.close()
    if as_json:
        print_json(as_data(form, reading))
    else:
        print_reading(form, reading)
