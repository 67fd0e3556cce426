"""One module per section; each takes a `Bench` and adds to its report."""
