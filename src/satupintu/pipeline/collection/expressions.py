"""When a question is asked and which answers it takes: the part of XLSForm's expressions that our forms use.

    parse("${is_open} = 'yes'")   -> ["=", ["get", "is_open"], "yes"]      once, here
    evaluate(tree, get, itself)   -> the value                             here and in static/collection/evaluate.js

A tree is JSON: a text or a number is itself, a list is an operation and its arguments. So the page on a phone needs no
parser, and one table of cases (tests/unit/pipeline/collection/expressions.json) holds both evaluators to one meaning.
An answer is a text, "" where there is none. Equality compares numbers where either side is one, else texts; less and
more compare two dates by the calendar, all else as numbers; what is not a number is never less, more or equal.
"""

import functools
import math
import re
from collections.abc import Callable
from datetime import date
from typing import Any

Tree = Any  # str | int | float | list[Tree]

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\"|\$\{(?P<name>[\w-]+)\}"
    r"|(?P<sign>!=|<=|>=|[=<>()+*,.-])|(?P<word>[a-z][a-z-]*))"
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
_FUNCTIONS = {  # and how many arguments each takes
    "selected": 2,
    "count-selected": 1,
    "not": 1,
    "true": 0,
    "false": 0,
    "string-length": 1,
    "regex": 2,
    "number": 1,
    "today": 0,
    "if": 3,
    "coalesce": 2,
}


class ExpressionError(ValueError):
    """An expression outside the part that we understand; the text shows it."""


@functools.cache
def parse(text: str) -> Tree:
    """The tree of an expression. Raises ExpressionError."""
    parser = _Parser(text)
    tree = parser.level(0)
    if parser.peek() is not None:
        raise ExpressionError(f"Ungkapan ini tidak dikenal: {text}")
    return tree


class _Parser:
    """Recursive descent over the levels of precedence, weakest first."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.tokens = list(self._tokens())

    def _tokens(self) -> Any:
        at, end = 0, len(self.text.rstrip())
        while at < end:
            found = _TOKEN.match(self.text, at)
            if found is None:
                raise ExpressionError(f"Ungkapan ini tidak dikenal: {self.text}")
            at = found.end()
            yield found.lastgroup, found.group(found.lastgroup or 0)

    def peek(self) -> tuple[str, str] | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, *signs: str) -> str:
        """The next token where it is one of these signs or words, else ""."""
        token = self.peek()
        if token and token[0] in ("sign", "word") and token[1] in signs:
            self.at += 1
            return token[1]
        return ""

    def need(self, sign: str) -> None:
        if not self.take(sign):
            raise ExpressionError(f"Ungkapan ini kurang '{sign}': {self.text}")

    def level(self, depth: int) -> Tree:
        if depth == len(_LEVELS):
            return self.single()
        tree = self.level(depth + 1)
        while operator := self.take(*_LEVELS[depth]):
            tree = [operator, tree, self.level(depth + 1)]
        return tree

    def single(self) -> Tree:
        if self.take("-"):
            return ["-", 0, self.single()]
        if self.take("("):
            tree = self.level(0)
            self.need(")")
            return tree
        if self.take("."):
            return ["self"]
        kind, value = self.peek() or ("", "")
        self.at += 1
        if kind == "number":
            return float(value) if "." in value else int(value)
        if kind in ("single", "double"):
            return value
        if kind == "name":
            return ["get", value]
        return self.call(value)

    def call(self, name: str) -> Tree:
        if name not in _FUNCTIONS:
            raise ExpressionError(f"Ungkapan ini memakai '{name}' yang tidak dikenal: {self.text}")
        self.need("(")
        arguments: list[Tree] = []
        while not self.take(")"):
            if arguments:
                self.need(",")
            arguments.append(self.level(0))
        if len(arguments) != _FUNCTIONS[name]:
            raise ExpressionError(f"'{name}' di sini salah banyak isinya: {self.text}")
        return [name, *arguments]


def evaluate(tree: Tree, get: Callable[[str], str], itself: str = "", today: date | None = None) -> Any:
    """The value of a tree: a text, a number or a truth. `itself` is what `.` stands for."""
    if not isinstance(tree, list):
        return tree
    operator, *parts = tree
    if operator == "get":
        return get(parts[0])
    if operator == "self":
        return itself
    if operator == "today":
        return (today or date.today()).isoformat()  # noqa: DTZ011 - the day where the question is asked

    def value(part: Tree) -> Any:
        return evaluate(part, get, itself, today)

    if operator in ("and", "or", "if"):
        first = truth(value(parts[0]))
        if operator == "if":
            return value(parts[1] if first else parts[2])
        return first and truth(value(parts[1])) if operator == "and" else first or truth(value(parts[1]))
    return _OPERATIONS[operator](*map(value, parts))


def holds(text: str, get: Callable[[str], str], itself: str = "", today: date | None = None) -> bool:
    """Whether an expression is true; an empty one always is. Raises ExpressionError."""
    return not text or truth(evaluate(parse(text), get, itself, today))


def truth(value: Any) -> bool:
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value)


def _number(value: Any) -> float:
    if isinstance(value, str):
        return float(value) if re.fullmatch(r"\s*-?\d+(\.\d+)?\s*", value, re.ASCII) else math.nan
    return float(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return _number(left) == _number(right)


def _different(left: Any, right: Any) -> bool:
    if isinstance(left, (bool, str)) and isinstance(right, (bool, str)):
        return not _equal(left, right)
    a, b = _number(left), _number(right)
    return a != b and not (math.isnan(a) or math.isnan(b))


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def decide(left: Any, right: Any) -> bool:
        if all(isinstance(one, str) and _DATE.fullmatch(one) for one in (left, right)):
            return compare(left, right)
        return compare(_number(left), _number(right))  # never true of what is not a number

    return decide


def _divide(left: Any, right: Any) -> float:
    below = _number(right)
    return _number(left) / below if below else math.nan


def _remainder(left: Any, right: Any) -> float:
    below = _number(right)
    return math.fmod(_number(left), below) if below else math.nan


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "=": _equal,
    "!=": _different,
    "<": _ordered(lambda a, b: a < b),
    "<=": _ordered(lambda a, b: a <= b),
    ">": _ordered(lambda a, b: a > b),
    ">=": _ordered(lambda a, b: a >= b),
    "+": lambda a, b: _number(a) + _number(b),
    "-": lambda a, b: _number(a) - _number(b),
    "*": lambda a, b: _number(a) * _number(b),
    "div": _divide,
    "mod": _remainder,
    "selected": lambda several, one: _text(one) in _text(several).split(" "),
    "count-selected": lambda several: len(_text(several).split()),
    "not": lambda a: not truth(a),
    "true": lambda: True,
    "false": lambda: False,
    "string-length": lambda a: len(_text(a)),
    "regex": lambda a, pattern: re.fullmatch(pattern, _text(a), re.ASCII) is not None,
    "number": _number,
    "coalesce": lambda a, b: a if _text(a) else b,
}
