"""`clara mcp --url`: an MCP server on the network, for clients that only start programs.

`bridge` takes the client's messages from standard input and writes the server's to standard
output, unchanged. `headers` is what Streamable HTTP wants said of a message outside of it, in both
protocol eras. `exchange` posts one and reads the answer, be it JSON or a stream of events
(`events`). `failures` are the answers to a client whose server gives none. `address` says which
servers may be sent a credential.

Nothing here needs FastMCP or the SDK, which take a second to import.
"""
