"""The departments' systems: real servers, databases and files, each of several makes."""
