"""Intake: every expectation has a planted row, and no planted row accuses anyone."""
