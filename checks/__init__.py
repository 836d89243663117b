"""Intake (what arrived, and whether to believe it) and judging (where it stands). No I/O."""
