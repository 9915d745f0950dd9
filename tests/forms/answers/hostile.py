"""Two hundred things that nobody should type, and that somebody will: markup, broken characters, absurd numbers."""

from __future__ import annotations

_MARKUP = [
    "<!channel>", "<!here>", "<!everyone>", "<@U0CHAIR>", "<#C0PANEL>", "<!subteam^S1>", "<!date^0^{date}|now>",
    "<https://evil.example|https://gov.uk>", "<mailto:a@evil.example|a@gov.uk>", "https://evil.example/?a=1&b=2",
    "&lt;!channel&gt;", "&amp;amp;", "*bold* _slanted_ ~gone~", "`code`", "```\nblock\n```", "> quoted", ":skull:",
    "<script>alert(1)</script>", "<b onmouseover=x>", "]]>", "<!--", "{{ 7 * 7 }}", "{% raw %}", "${jndi:ldap://x/a}",
    "{0}", "{typed}", "{", "}", "%s%s%n", "%(name)s", "'; DROP TABLE answer; --", "\" OR 1=1", "=1+1",
    "=cmd|' /C x'!A1", "+1+1", "@SUM(A1)", "../../etc/passwd", "C:\\NUL", "\\", "\\\\", "\\u0000", "\\n", "'", '"',
    "“”", "`", "´", "[x](y)", "None", "null", "undefined", "NaN", "inf", "-inf", "true", "[]", "{}",
    '{"unread": "x"}', "__class__", "not_known!", "not_known,", "yes no", "yes, no", "yes\nno", "maybe", "purple",
    "_", "-", "–", "?!", "…", ".", ",", ";", ":", "/", "//", "()", "((((((((((", "a" + "(" * 500, "\t", "a\tb",
    "a\r\nb", "\r", "\n\n\n", "a\n" * 200,
]  # fmt: skip

_CHARACTERS = [
    *(f"a{chr(code)}b" for code in (0, 1, 7, 8, 11, 12, 27, 31, 127, 128, 133, 155, 159)), "\x00", "\x00\x00",
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\u202egpj.exe", "a\u202eb\u202c", "\u2066a\u2069",
    "\u200f\u0634\u0631\u0637\u0629", "\u05e9\u05dc\u05d5\u05dd", "\u200bzero\u200bwidth", "\u200b", "\ufeff",
    "a\ufeffb", "\u2028", "a\u2028b", "\u2029", "\u00ad", "\u00a0", "\u3000", "\u3164", "\u2800", "\ud800",
    "a\udfffb", "\ud83d", "\ufffd", "\ufffe", "\uffff", "\U0010ffff", "\ue000",
    "Z\u0351\u036b\u0343\u036a\u0302" * 20, "e\u0301", "\u0301", "\u1e9e", "\u0130", "\ufb01", "\u01c6", "\u2126",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f44d\U0001f3fd", "\U0001f1ec\U0001f1e7", "\U0001fae9",
    "\U0001f9d1\u200d", "\u2603\ufe0f", "\u0e40\u0e14\u0e47\u0e01", "\u5b50\u4f9b", "\u0995\u09cd\u09b7",
    "\U0001d4d0\U0001d4eb",
]  # fmt: skip

_NUMBERS = [
    "0", "-1", "1e309", "9" * 30, "9" * 5000, "0" * 40, "0x1F", "1_000", "1,000", "3.14", "\u00bd", "\u00b2",
    "\u2167", "\u0663/\u0664/\u0662\u0660\u0662\u0666", "\uff13/\uff14/\uff12\uff10\uff12\uff16", "31/02/2026",
    "29 February 2025", "00/00/0000", "2026-13-45", "32/1/2026", "1/1/0000", "1/1/9999", "1/1/10000",
    "31 December 9999", "99/99/99", "24:61", "early 31 February", "between 2026 and 1999", "1-2-3-4-5-6",
    "mid mid March", "the 0th of May", "first week of week", "last friday of never", "12 March 20262026", "3/4",
    "3/0", "999999999999 years", "-3 years", "0 months", "943 476 5918", "000 000 0000", "+" * 50, "+44 0 0 0",
    "ext 5", "()()-", "a@", "@b", "a@b", "a@b@c", "a@[127.0.0.1]", '"a b"@example.org', "a@" + "b" * 300 + ".org",
    "a@xn--80ak6aa92e.com", "a@exam\u202eple.org", "a@\U0001f600.org", ",".join(["police"] * 500), "1 to " * 400,
    "1/2/2026 and " * 100,
]  # fmt: skip

_LETTERS = ("x", "9", " ", "\n", "(", "\U0001f600", "é")
_LONG = [letter * count for letter in _LETTERS for count in (2999, 3000, 3001, 40_000, 40_001)]

HOSTILE = tuple(dict.fromkeys([*_MARKUP, *_CHARACTERS, *_NUMBERS, *_LONG]))
