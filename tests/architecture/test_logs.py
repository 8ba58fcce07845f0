"""What stops a piece of work is logged by kind and place: the text of an error may quote a cell, and a name with it."""

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "satupintu"


WHOLE = ("exception", "print_exc", "format_exc", "format_exception")
TOLD = ("debug", "info", "warning", "error", "critical", "log")


def quoting(tree: ast.AST) -> list[int]:
    """The lines on which a log is given an exception with its words."""
    caught = {one.name for one in ast.walk(tree) if isinstance(one, ast.ExceptHandler) and one.name}
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call)]
    return [call.lineno for call in calls if is_quoting(call, caught)]


def is_quoting(call: ast.Call, caught: set[str]) -> bool:
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if method in WHOLE or any(keyword.arg in ("exc_info", "stack_info") for keyword in call.keywords):
        return True
    of_log = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value).lower().endswith(
        ("logger", "log")
    )
    return of_log and method in TOLD and any(quotes(one, caught) for one in call.args)


def quotes(told: ast.AST, caught: set[str]) -> bool:
    """Whether an error itself is told, as it is or as text; its type and its attributes are not its words."""
    if isinstance(told, ast.Name):
        return told.id in caught
    if isinstance(told, ast.Call):
        named = isinstance(told.func, ast.Name) and told.func.id in ("str", "repr", "format")
        return named and any(quotes(one, caught) for one in told.args)
    if isinstance(told, ast.FormattedValue):
        return quotes(told.value, caught)
    return isinstance(told, ast.JoinedStr | ast.BinOp | ast.Tuple) and any(
        quotes(one, caught) for one in ast.iter_child_nodes(told)
    )


def test_no_log_is_given_the_words_of_an_error():
    found = {
        f"{path.relative_to(SOURCE)}:{line}"
        for path in SOURCE.rglob("*.py")
        for line in quoting(ast.parse(path.read_text()))
    }
    assert not found, "log_trouble of satupintu.batch.troubles says where and not what"
    assert quoting(ast.parse("logger.error('x', exc_info=True)\nlogger.exception('y')")) == [1, 2]
    tried = "try: pass\nexcept Exception as e:\n {}"
    for line in (
        "logger.error('x %s', e)",
        "log.info(f'x {e}')",
        "logger.error('x ' + str(e))",
        "_logger.error('%s' % e)",
    ):
        assert quoting(ast.parse(tried.format(line))) == [3], line
    for line in (
        "logger.error('x %s', type(e).__name__)",
        "raise Refused(str(e)) from e",
        "logger.error('x %s', e.code)",
    ):
        assert quoting(ast.parse(tried.format(line))) == [], line
