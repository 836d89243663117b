"""Tests of the checks: intake, judging, ladders."""
