"""Configuration: settings from the environment, and the loader of the office folder."""
