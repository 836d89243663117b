"""From a sample to a first draft of a department's YAML, for a person to finish.

Here, and only here, guessing is the task: each guess says why it was made, and nothing is read
by a guess until a person has put it into the office folder.
"""
