"""Mistakes that people make in an intent's file: what they write, where it is shown and what is said."""

from dataclasses import dataclass

from tests.content.folder import good


@dataclass(frozen=True)
class Mistake:
    """One file with one mistake: the place as line:column, the severity, and words the message holds."""

    name: str
    content: str | bytes
    place: str
    says: tuple[str, ...]
    severity: str = "error"


def _with(old: str, new: str) -> str:
    text = good("zz")
    assert text.count(old) == 1, old
    return text.replace(old, new)


_EXAMPLES = good("zz").partition("examples:\n")[2].partition("answer:")[0]


def _example(line: str) -> str:
    """A good file with one more line among its examples, line 5."""
    return _with("answer:\n", f"{line}\nanswer:\n")


def _bytes(text: str, old: bytes, new: bytes) -> bytes:
    assert old in text.encode()
    return text.encode().replace(old, new, 1)


SHAPE = [
    Mistake("unknown_key", _with("suggest:", "sugest:"), "12:1", ("unknown key 'sugest'", "did you mean 'suggest'?")),
    Mistake(
        "nested_key", _with("    source:", "    sorce:"), "10:5", ("unknown key 'sorce'", "did you mean 'source'?")
    ),
    Mistake("tests_key", _with("should_match", "shold_match"), "14:3", ("did you mean 'should_match'?",)),
    Mistake(
        "odd_key", _with("reviewed", "qqqqqq"), "11:1", ("unknown key 'qqqqqq'", "known here: title, short, examples")
    ),
    Mistake("missing_key", _with("title: What is it?\n", ""), "1:1", ("'title' is missing", "add it")),
    Mistake(
        "missing_nested", _with("\n    source: leaflet", ""), "9:5", ("'source' is missing", "an id of sources.yaml")
    ),
    Mistake("text_for_list", _with("[causes, symptoms]", "causes"), "12:10", ("'suggest' should be a list", "- ")),
    Mistake("list_for_text", _with("What is it?", "[What, is, it]"), "1:8", ("'title' should be one text",)),
    Mistake("colon_in_item", _example("  - i ask: what"), "8:5", ("item 6 of 'examples' should be one text", "colon")),
    Mistake("keys_for_list", _with("[causes, symptoms]", "{a: b}"), "12:10", ("'suggest' should be a list",)),
    Mistake(
        "text_for_keys", _with("  should_match:\n    - explain zz", "  yes"), "14:3", ("'tests' should hold keys",)
    ),
    Mistake("empty_value", _with("title: What is it?", "title:"), "1:1", ("'title' is empty", "write something")),
    Mistake("no_examples", _with(_EXAMPLES, "  []\n"), "3:3", ("'examples' is empty",)),
    Mistake("long_title", _with("What is it?", "é" * 33), "1:8", ("66 bytes", "64", "shorten")),
    Mistake("long_text", _with("It is zz.", "a" * 4097), "9:11", ("longer than 4096 characters", "shorten")),
    Mistake("long_sum", _with("It is zz.", "a" * 3900), "9:3", ("over 3,800 characters",)),
    Mistake("bad_date", _with("2026-11-22", "22.11.2026"), "11:11", ("'reviewed' should be a day", "2026-11-22")),
    Mistake("no_such_day", _with("2026-11-22", "2026-02-30"), "11:11", ("'reviewed' should be a day",)),
    Mistake("bad_suggest_name", _with("[causes, symptoms]", "[What Is]"), "12:11", ("small letters",)),
    Mistake("only_a_list", "- what is it\n- tell me\n", "1:1", ("should hold keys such as `title:`",)),
    Mistake("only_words", "hello\n", "1:1", ("should hold keys such as `title:`",)),
]
REFERENCES = [
    Mistake("no_suggest", _with("symptoms]", "sympotms]"), "12:19", ("no intent 'sympotms'", "mean 'symptoms'?")),
    Mistake("suggests_a_part", _with("symptoms]", "replies]"), "12:19", ("no intent 'replies'",)),
    Mistake("no_source", _with("leaflet", "leeflet"), "10:13", ("no source 'leeflet'", "did you mean 'leaflet'?")),
    Mistake(
        "no_flow", _with('answer:\n  - says: "It is zz."\n    source: leaflet', "starts: chek"), "8:9", ("'chek'",)
    ),
    Mistake("both", _with("reviewed", "starts: symptom_check\nreviewed"), "11:9", ("either", "write just one")),
    Mistake("neither", _with('answer:\n  - says: "It is zz."\n    source: leaflet\n', ""), "1:1", ("either",)),
    Mistake("placeholder", _with("It is zz.", "Call {foo} now"), "9:11", ("nobody fills {foo}", "{emergency_number}")),
    Mistake(
        "same_example", _with("tell me about zz", "What is CAUSES?"), "4:5", ("stands already in causes.yaml, line 3",)
    ),
    Mistake("same_twice", _example("  - what is zz!"), "8:5", ("stands already in line 3", "keep one")),
    Mistake("test_is_example", _with("explain zz", "tell me about zz"), "15:7", ("also an example", "change one")),
    Mistake("Bad-Name", good("zz"), "1:1", ("'Bad-Name' is no name for an intent", "what_is.yaml")),
    Mistake("old_review", _with("2026-11-22", "2020-01-01"), "11:11", ("over a year ago",), "warning"),
]
YAML = [
    Mistake("duplicate_key", _with("reviewed", "title: Again\nreviewed"), "11:1", ("'title' stands twice", "keep one")),
    Mistake("tab", _with("  - tell", "\t- tell"), "4:1", ("a tab stands here", "spaces")),
    Mistake("empty", "", "1:1", ("the file is empty", "delete the file")),
    Mistake("comments", "# title: later\n# more\n", "1:1", ("the file is empty",)),
    Mistake("unclosed_quote", _with('"It is zz."', '"It is zz.'), "9:11", ("opened and never closed",)),
    Mistake("unclosed_above", _with("What is it?", '"What is it?'), "9:12", ("a quote above is never closed",)),
    Mistake("unclosed_bare", "title: [\n", "2:1", ("opened above and never closed",)),
    Mistake("unclosed_list", _with("symptoms]", "symptoms"), "12:10", ("a [ is never closed",)),
    Mistake("colon", _with("What is it?", "What is: it"), "1:15", ("a colon stands inside a text", '"double quotes"')),
    Mistake("indentation", _with("  - tell", " - tell"), "4:2", ("indented unlike its neighbours", "line it up")),
    Mistake("deeper_key", _with("reviewed", "   reviewed"), "11:4", ("stands between two levels",)),
    Mistake("no_dash", _with("  - tell", "  tell"), "4:3", ("has no - as the one above", "begin it with -")),
    Mistake("apostrophe", _example("  - 'can't i go home'"), "8:10", ("after its closing quote", '"double quotes"')),
    Mistake("quote_inside", _with("What is it?", "'What's it'"), "1:14", ("after its closing quote",)),
    Mistake("anchor", _with("What is it?", "&a What\nmore: *a"), "1:8", ("an anchor (&name)", "write the text out")),
    Mistake("alias", _with("- tell me about zz", "- *tell me"), "4:5", ("alias (*name)", '"double quotes"')),
    Mistake("star", _example("  - * what"), "8:6", ("begins with * or &", '"double quotes"')),
    Mistake("tag", _with("What is it?", "!important What"), "1:8", ("begins with !", '"double quotes"')),
    Mistake("at", _with("What is it?", "@me"), "1:8", ("begins with @", '"double quotes"')),
    Mistake("backslash", _with("It is zz.", "It \\d"), "9:15", ("a backslash inside double quotes",)),
    Mistake("two_documents", good("zz") + "---\ntitle: b\n", "16:1", ("---", "keep one")),
    Mistake("deep_1000", "title: " + "[" * 1000 + "]" * 1000, "1:27", ("nested too deeply",)),
    Mistake("deep_100000", "title: " + "[" * 100_000, "1:27", ("nested too deeply",)),
    Mistake("deep_block", "".join(" " * i + "a:\n" for i in range(1000)), "21:21", ("nested too deeply",)),
    Mistake("says_no", _example("  - no"), "8:5", ("no is read as a text here", '"no"'), "warning"),
    Mistake("says_on", _example("  - On"), "8:5", ("On is read as a text here", '"On"'), "warning"),
    Mistake("says_time", _example("  - 12:30"), "8:5", ("12:30 is read as a text here",), "warning"),
]
BYTES = [
    Mistake("bom", b"\xef\xbb\xbf" + good("zz").encode(), "1:1", ("byte order mark", "without BOM"), "warning"),
    Mistake("windows", good("zz").replace("\n", "\r\n"), "1:1", ("Windows line ends", "LF"), "warning"),
    Mistake("latin_1", _bytes(_with("zz.", "été."), "é".encode(), b"\xe9"), "9:18", ("not UTF-8", "save it as UTF-8")),
    Mistake("utf_16", good("zz").encode("utf-16"), "1:1", ("UTF-16", "save it as UTF-8")),
    Mistake("utf_16_bare", good("zz").encode("utf-16-le"), "1:1", ("UTF-16", "save it as UTF-8")),
    Mistake("null_byte", _with("It is zz.", "é is \0zz."), "9:17", ("invisible control character", "delete it")),
    Mistake("bell", _example("  - what \a is"), "8:10", ("invisible control character", "delete it")),
    Mistake("binary", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "1:1", ("not UTF-8",)),
    Mistake("too_large", good("zz") + "# " + "a" * 2_000_000, "1:1", ("larger than 2 MB", "split it")),
]
ALL = [*SHAPE, *REFERENCES, *YAML, *BYTES]
