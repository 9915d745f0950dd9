"""What is open to everyone: the App Home, and whatever is out of date."""

from __future__ import annotations

from bot.slack.payload import Kind
from bot.slack.replies import Nothing, OnTop, PublishHome, Reply
from bot.slack.routes import ANY, Route, Step, anyone, may
from bot.slack.views.home import home_view
from bot.slack.views.told import told_view
from forms.words import say
from handlers.access import Act
from handlers.home import home


def home_opened(step: Step) -> Reply:
    """Draw the App Home when somebody opens it; its messages tab needs nothing."""
    return _home(step) if step.payload["event"].get("tab") == "home" else Nothing()


def screen_closed(step: Step) -> Reply:
    """Draw the App Home anew after a screen was closed: a draft was begun, something was sent or done."""
    return _home(step)


def more_cases(step: Step) -> Reply:
    """Go on with the business unit's list of open cases."""
    return PublishHome(home_view(home(step.work, after=step.value), step.work.board))


def nothing_asked(_step: Step) -> Reply:
    """Acknowledge an event that the bot has no use for."""
    return Nothing()


def out_of_date(_step: Step) -> Reply:
    """Say that a button or screen was made by an earlier version of the bot."""
    return OnTop(told_view(say("screens.told.stale_title"), say("screens.told.stale")))


def _home(step: Step) -> Reply:
    return PublishHome(home_view(home(step.work), step.work.board))


ROUTES = (
    Route(Kind.EVENT, "app_home_opened", anyone, home_opened),
    Route(Kind.EVENT, ANY, anyone, nothing_asked),
    Route(Kind.CLICK, "more_cases", may(Act.SEE_REGISTER), more_cases),
    Route(Kind.CLICK, ANY, anyone, out_of_date),
    Route(Kind.SUBMISSION, ANY, anyone, out_of_date),
    Route(Kind.COMMAND, ANY, anyone, out_of_date),
    Route(Kind.CLOSED, ANY, anyone, screen_closed),
)
