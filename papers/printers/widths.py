"""How wide text is in print."""

import unicodedata


def ems(text: str) -> float:
    """Width in characters: wide ones count one, others half."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)
