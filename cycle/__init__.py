"""The month itself: one module per stage, and wiring.py, the one place that builds the parts."""
