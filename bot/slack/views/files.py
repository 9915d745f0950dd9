"""Files: where they are given, how they are listed, and for which referral those of a message are.

Their names are case content and stand in modals only (docs/procedure.md, section 7, rules 1 and 2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.slack.metadata import Remembered
from bot.slack.payload import Json
from bot.slack.views.blocks import button, buttons, confirm, cut, header, modal, paragraph, paragraph_with, small
from bot.slack.views.danger import danger_line
from bot.slack.views.inputs import Place, field
from bot.slack.views.welcome import draft_block
from forms.answers.dates import in_words
from forms.documents.kinds import ENDINGS
from forms.words import say
from handlers.board import Board, FileRules
from handlers.files.giving import MEGABYTE, limits_in_words
from handlers.screens import FileLine, FilesScreen, WhichReferral

CALLBACK = "files"
FIELD = "files"
"""The name of the input, for what is said at it."""
WHICH_CALLBACK = "which_referral"
MOST_AT_ONCE = 10
LARGEST_IN_A_MODAL = 10 * MEGABYTE
"""What Slack takes in an input (https://docs.slack.dev/reference/block-kit/block-elements/file-input-element)."""
MOST_DRAFTS = 90
"""A modal has room for a hundred blocks."""
_LONGEST_NAME = 200


def files_view(screen: FilesScreen, board: Board) -> Json:
    """Draw the page of a draft's files. What is chosen on it is noted by its submission and by each of its buttons."""
    blocks = [
        small(say("screens.files.last_page")),
        danger_line(board),
        paragraph(say("screens.files.copy_stays", unit=board.business_unit_email)),
        *(_removable(file) for file in screen.files),
    ]
    if board.files is not None and screen.room:
        blocks.append(file_field(board.files, screen.room, drawn=screen.files[-1].number if screen.files else 0))
    else:
        blocks.append(paragraph(say("screens.files.full", **limits_in_words(board))))
    back, later = say("screens.buttons.back"), say("screens.buttons.save_later")
    blocks.append(buttons(button("files_back", back), button("files_later", later)))
    return modal(
        say("screens.titles.files"),
        blocks,
        callback_id=CALLBACK,
        remembers=Remembered(case_id=screen.case_id),
        submit=say("screens.buttons.save_and_continue"),
    )


def file_field(rules: FileRules, room: int, *, drawn: int = 0) -> Json:
    """Give the input in which up to `room` files are chosen; another `drawn` makes it an empty one."""
    element = {
        "type": "file_input",
        "filetypes": [ending for kind in rules.kinds for ending in ENDINGS[kind]],
        "max_files": min(room, MOST_AT_ONCE),
    }
    most = min(rules.most_bytes, LARGEST_IN_A_MODAL) // MEGABYTE
    hint = say("screens.files.hint", kinds=", ".join(rules.kinds), megabytes=most)
    return field(Place(FIELD, revision=drawn), say("screens.files.label"), element, hint=hint, required=False)


def listed_files(files: Sequence[FileLine], *, editable: bool = False, how_to_read: str = "") -> Iterator[Json]:
    """Draw the files of a case; `editable` puts a button beside them that leads to their page."""
    if not files and not editable:
        return
    title = say("screens.files.title")
    yield header(title)
    first, *others = [_line(file) for file in files] or [say("screens.review.no_rows")]
    if editable:
        yield paragraph_with(first, button("files", say("screens.buttons.change"), of=title))
    else:
        yield paragraph(first)
    yield from (paragraph(line) for line in others)
    if how_to_read:
        yield small(how_to_read)


def which_referral_view(screen: WhichReferral) -> Json:
    """Draw the choice of the draft that the files of a message are for."""
    blocks = [paragraph(say("screens.files.which"))]
    for draft in screen.drafts[:MOST_DRAFTS]:
        line = draft_block(draft)
        text = line["text"]["text"]
        here = button("files_to_draft", say("screens.buttons.files_to_draft"), value=draft.case_id, of=text)
        blocks.append(paragraph_with(text, here))
    blocks.append(buttons(button("files_to_new", say("screens.buttons.files_to_new"), value=screen.item_id)))
    remembers = Remembered(item_id=screen.item_id)
    return modal(say("screens.titles.files"), blocks, callback_id=WHICH_CALLBACK, remembers=remembers)


def _removable(file: FileLine) -> Json:
    ask = confirm(
        say("screens.files.remove_title"),
        say("screens.files.remove_text"),
        say("screens.remove.yes"),
        say("screens.remove.no"),
    )
    which = say("screens.files.number", number=file.number)
    remove = button("remove_file", say("screens.buttons.remove_file"), value=file.file_id, of=which, confirm=ask)
    return paragraph_with(_line(file), remove)


def _line(file: FileLine) -> str:
    name = say("screens.files.line", number=file.number, name=cut(file.name, _LONGEST_NAME))
    given = say("screens.files.given", day=in_words(file.added_on), who=file.added_by)
    return "\n".join((name, given, _state(file)))


def _state(file: FileLine) -> str:
    if file.state == "kept":
        protected = " " + say("screens.files.protected") if file.trouble == "protected" else ""
        return say("screens.files.kept", kind=file.kind, size=_size(file.size)) + protected
    if file.state == "refused":
        return say("screens.files.refused", why=say(f"screens.files.trouble.{file.trouble}"))
    return say("screens.files.wanted")


def _size(size: int) -> str:
    if size < MEGABYTE:
        return say("screens.files.kilobytes", number=max(1, round(size / 1000)))
    return say("screens.files.megabytes", number=f"{size / MEGABYTE:.1f}")
