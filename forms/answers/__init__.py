"""Reading one answer as people write it, and saying it back in words.

Source: docs/procedure.md, section 3 (kinds of questions and shapes of answers).
"""

from __future__ import annotations

from forms.answers.kinds import Typed, describe, parse_answer
from forms.answers.problem import AnswerProblem

__all__ = ["AnswerProblem", "Typed", "describe", "parse_answer"]
