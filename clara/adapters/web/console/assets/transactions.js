// A statement may be dropped on the form; it is chosen then as if by hand.
"use strict";

for (const form of document.querySelectorAll("form.drop")) {
  const input = form.querySelector("input[type=file]");
  for (const hint of form.querySelectorAll("[data-with-script]")) hint.hidden = false;
  const mark = (event, isOver) => {
    event.preventDefault();
    form.classList.toggle("over", isOver);
  };
  for (const name of ["dragenter", "dragover"]) form.addEventListener(name, (event) => mark(event, true));
  form.addEventListener("dragleave", (event) => mark(event, false));
  form.addEventListener("drop", (event) => {
    mark(event, false);
    if (event.dataTransfer.files.length === 1) input.files = event.dataTransfer.files;
  });
}
