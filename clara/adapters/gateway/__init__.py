"""What stands in front of every door on the port: request ids, rate limits, and the dispatcher."""
