"""How long work says how far it is: the step's name, how much of it is done, and of how much (0: nobody knows)."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
