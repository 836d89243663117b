"""How a send can end other than well. An error says whether trying again helps."""


class SendRefused(Exception):  # noqa: N818 -- a refusal is an answer, not our error
    """Certainly not sent. ``temporary``: nothing is wrong with this message, try it again later.

    ``code`` is the server's SMTP reply code, or 0 where no server spoke.
    """

    def __init__(self, *, temporary: bool, code: int, text: str) -> None:
        super().__init__(f"{code} {text}" if code else text)
        self.temporary = temporary
        self.code = code
        self.text = text


class SendUncertain(Exception):  # noqa: N818 -- it states what is known, nothing went wrong here
    """The whole message was handed over and the answer never came: it may have been sent."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text
