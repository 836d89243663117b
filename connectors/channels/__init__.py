"""Doors to the street that push: mail over SMTP, and a folder for rehearsal."""
