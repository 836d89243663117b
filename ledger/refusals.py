"""What the ledger refuses, as sentences for people."""

from domain.refusals import Refused


class NotFound(Refused):
    """Nothing is recorded under that number or hash."""


class Tampered(Refused):
    """The archived bytes are gone or are no longer those that were stored."""


class NotContested(Refused):
    """There is no open contest to close."""


class GroundsChanged(Refused):
    """The proposal no longer stands on the grounds that were decided on."""


class AlreadyDecided(Refused):
    """Another decision on the same proposal is on record."""


class NotDecided(Refused):
    """There is no decision of which somebody could be told."""


class AlreadyIssued(Refused):
    """The period's last edition was made from the same inputs."""


class NumberTaken(Refused):
    """Another paper took the number meanwhile: ask for the next one and print again."""


class LostClaim(Refused):
    """The attempt ended already or its message was taken from it."""


class NotStuck(Refused):
    """Only an uncertain or failed message waits for a person's word."""


class NotUpgraded(Refused):
    """The tables are of another version than the program."""


class Unreachable(Refused):
    """The database does not answer."""
