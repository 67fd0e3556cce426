"""`clara doctor --url`: what assistants do when they connect, done from here against a deployment.

`clients` says how each of them goes about it, as data. `deployment` is the address and how it is
asked. What every client meets alike is in `surroundings`; what each does in `discovery`,
`registration` and `conversation`, one function a step. `unreachable` and `unexpected` turn what came
instead of an answer into what is broken and what to do. `replay` takes the steps in order.

A credential goes to the address only, and redirects are followed nowhere.
"""
