"""Printers: one tree in, one format out. They add no word and no number."""
