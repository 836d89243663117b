"""Refusals: the house says no to a person, with a Chinese sentence that says why and what to do."""


class Refused(Exception):  # noqa: N818 -- a refusal is an answer, not an error of the program
    """``str(refusal)`` is the sentence; ``exit_code`` is what the command line returns."""

    exit_code = 1


class Held(Refused):
    """Another run of the same period is at work."""

    exit_code = 4


class Tripped(Refused):
    """The breaker (熔断) holds alerts and proposals until a named person releases it."""

    exit_code = 5
