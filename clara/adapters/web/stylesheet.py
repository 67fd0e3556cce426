"""How our own pages look: system fonts, one column, light or dark as the browser wishes."""

STYLESHEET = """\
:root {
  color-scheme: light dark;
  --ground: #f4f5f7; --card: #fff; --line: #dfe3ea; --ink: #1c2230; --faint: #5b6472;
  --accent: #166534; --accent-ink: #fff; --bad: #b42318; --bad-ground: #fef3f2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1319; --card: #181e27; --line: #2e3744; --ink: #e8ebf0; --faint: #9aa5b4;
    --accent: #4ade80; --accent-ink: #06210f; --bad: #fda29b; --bad-ground: #3a1714;
  }
}
*, *::before, *::after { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px 16px;
  background: var(--ground); color: var(--ink); line-height: 1.5;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif;
}
main {
  width: 100%; max-width: 26rem; padding: 2rem 1.75rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 14px; box-shadow: 0 8px 24px rgb(0 0 0 / 6%);
}
.brand { margin: 0 0 1.5rem; font-weight: 700; letter-spacing: .01em; color: var(--accent); }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0 0 1.25rem; overflow-wrap: anywhere; }
.hint { display: block; margin: .3rem 0 0; font-size: .875rem; color: var(--faint); }
.error {
  padding: .75rem 1rem; border-radius: 8px; background: var(--bad-ground); color: var(--bad);
}
.field { margin: 0 0 1.1rem; }
label { display: block; margin: 0 0 .3rem; font-weight: 600; font-size: .9375rem; }
input {
  width: 100%; padding: .7rem .8rem; font: inherit; color: inherit; background: var(--ground);
  border: 1px solid var(--line); border-radius: 8px;
}
input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
button {
  width: 100%; margin-top: .4rem; padding: .8rem 1rem; font: inherit; font-weight: 600;
  color: var(--accent-ink); background: var(--accent); border: 0; border-radius: 8px;
  cursor: pointer;
}
fieldset { margin: 0 0 1.25rem; padding: 0; border: 0; }
legend { padding: 0; margin: 0 0 .4rem; font-weight: 600; font-size: .9375rem; }
.option { display: flex; gap: .6rem; align-items: baseline; margin: 0 0 .35rem; font-weight: 400; }
.option input { width: auto; flex: none; }
.fact { display: flex; gap: .6rem; font-size: .9375rem; }
.fact span { color: var(--faint); flex: none; }
a.button {
  display: block; padding: .8rem 1rem; font-weight: 600; text-align: center; color: inherit;
  text-decoration: none; border: 1px solid var(--line); border-radius: 8px;
}
button.quiet { color: inherit; background: var(--ground); border: 1px solid var(--line); }
button.link { color: var(--faint); background: none; font-weight: 400; font-size: .9375rem; }
"""
