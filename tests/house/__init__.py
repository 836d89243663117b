"""Tests about the house itself: its floors, names, sizes, words, papers and first start."""
