"""The command line: arguments in, text out. Everything else happens in use cases."""
