"""Documents in which OAuth clients say who they are, read from the internet at addresses that
strangers name: everything here is about what must not happen."""
