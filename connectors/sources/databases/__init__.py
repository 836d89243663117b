"""The databases that the sql dialect reads: one small module for each kind."""
