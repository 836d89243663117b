"""The vocabulary (DOMAIN §1): pure values that cross the walls of the house. No I/O, no clock."""
