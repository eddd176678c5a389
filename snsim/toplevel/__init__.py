"""The command line, the interactive loop and the reports of errors."""
