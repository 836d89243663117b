"""Doors to the street: ``sources`` pull figures, ``channels`` push papers."""
