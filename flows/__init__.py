"""The doors of the house: command line, Prefect flow, the one clock. No rule, no SQL."""
