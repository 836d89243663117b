"""Papers: snapshot → facts → tree → printers. No number is printed that is not a fact."""
