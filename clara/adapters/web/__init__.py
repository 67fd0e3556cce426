"""Pages for people: a driving adapter over the same use cases as REST and MCP.

How to add a page to the console (`docs/console.md` says more):

1. `console/pages/<name>.py`: Litestar routes whose parameter `page: Page` is the person who has
   signed in (`visit: Visitor` where anybody may come), collected in `ROUTES`.
2. What a page does is `await page.run(UseCase, **fields)`: the Runner, with the session's token, the
   company that was chosen and the form's idempotency key.
3. It answers with `page.show("<name>.html", …)`; after a change with `page.go("/path", "<name>.said")`,
   which says so on the next page. An error that is caught goes into `show(error=…)`: its sentence
   stands above the form, its reasons beside their fields. One that is not is a page of its own.
4. `console/templates/<name>.html` extends `layout.html` and is made of the parts of `kit.html`.
5. `console/texts/<name>.toml` has every text in English, Spanish and Portuguese.
6. One row of `PLACES` in `console/routes.py` puts it in the navigation.

Forged forms are refused before a handler runs; no page has script or style in itself, and those for
who has not signed in (`visit`) run no script at all.
"""
