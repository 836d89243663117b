"""Doors to the departments' systems: fetch bytes, then parse them into rows. Enter by door.py."""
