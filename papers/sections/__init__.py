"""The sections of the brief, in the order in which they are read."""
