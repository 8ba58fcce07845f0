"""What stops a piece of work is logged by kind and place: the text of an error may quote a cell, and a name with it."""

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "satupintu"


def quoting(tree: ast.AST) -> list[int]:
    """The lines on which a log is given an exception with its words."""
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call)]
    return [
        call.lineno
        for call in calls
        if any(keyword.arg in ("exc_info", "stack_info") for keyword in call.keywords)
        or (
            isinstance(call.func, ast.Attribute)
            and call.func.attr in ("exception", "print_exc", "format_exc", "format_exception")
        )
    ]


def test_no_log_is_given_the_words_of_an_error():
    found = {
        f"{path.relative_to(SOURCE)}:{line}"
        for path in SOURCE.rglob("*.py")
        for line in quoting(ast.parse(path.read_text()))
    }
    assert not found, "log_trouble of satupintu.batch.troubles says where and not what"
    assert quoting(ast.parse("logger.error('x', exc_info=True)\nlogger.exception('y')")) == [1, 2]
