"""One module per family of commands. Each is thin: open the house, call one stage, show it."""
