// What pages do beyond what they do without a script. Everything is found by its data attribute.
"use strict";

// data-send on a select: its form is sent when another is chosen.
for (const select of document.querySelectorAll("select[data-send]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}
for (const button of document.querySelectorAll("[data-without-script]")) button.hidden = true;

// data-copy on a button: takes the text of data-copy-from beside it to the clipboard.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = button.parentElement.querySelector("[data-copy-from]").textContent;
    await navigator.clipboard.writeText(text);
    button.textContent = button.dataset.done;
  });
}

// Menus close by Escape and by a click elsewhere.
const menus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});

// A form is sent once. Coming back to the page frees its buttons again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// data-live="2" on an element with an id: the page is asked anew every 2 seconds and the element
// replaced, until the new one is no longer live: then what is only for meanwhile (data-meanwhile) goes.
// While somebody is inside of it, it stays as it is.
function follow(element) {
  const seconds = Number(element.dataset.live);
  if (!seconds) return;
  setTimeout(async () => {
    let next = element;
    if (element.contains(document.activeElement)) return follow(element);
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = answer.ok && fresh.getElementById(element.id);
      if (found && found.innerHTML !== element.innerHTML) {
        next = document.importNode(found, true);
        element.replaceWith(next);
      } else if (found) {
        element.dataset.live = found.dataset.live || "";
      }
    } catch {
      // Not reachable at the moment: asked again as before.
    }
    if (!next.dataset.live) for (const one of document.querySelectorAll("[data-meanwhile]")) one.hidden = true;
    follow(next);
  }, seconds * 1000);
}
for (const element of document.querySelectorAll("[data-live]")) follow(element);
