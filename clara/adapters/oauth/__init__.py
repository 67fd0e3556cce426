"""OAuth 2.1's own endpoints: what programs ask in the protocol's words. People see the pages in
`clara/adapters/web`; the rules are the use cases in `clara/application/oauth`."""
