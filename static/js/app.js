// What JavaScript adds to pages that already work without it.

import { initAll } from "../vendor/govuk-frontend-6.6.0.min.js";

initAll();

// "Select all" above a list of checkboxes; the list itself works without it, so the control is made here.
for (const control of document.querySelectorAll("[data-select-all]")) {
  const boxes = [...document.querySelectorAll(`input[type=checkbox][name="${control.dataset.selectAll}"]`)];
  const reflect = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    control.checked = chosen === boxes.length;
    control.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  control.closest("[hidden]")?.removeAttribute("hidden");
  control.addEventListener("change", () => {
    for (const box of boxes) box.checked = control.checked;
    boxes[0]?.dispatchEvent(new Event("change", { bubbles: true }));
  });
  for (const box of boxes) box.addEventListener("change", reflect);
  reflect();
}

// How many are selected, in a role=status element that names the checkboxes it counts. Those selected on other pages of
// a list come along as hidden inputs of the same name.
for (const output of document.querySelectorAll("[data-count-of]")) {
  const boxes = [...document.querySelectorAll(`input[type=checkbox][name="${output.dataset.countOf}"]`)];
  const elsewhere = document.querySelectorAll(`input[type=hidden][name="${output.dataset.countOf}"]`).length;
  const tell = () => {
    const here = boxes.filter((box) => box.checked).length;
    output.textContent = `${here + elsewhere} selected${elsewhere ? `, ${elsewhere} of them on other pages` : ""}`;
  };
  for (const box of boxes) box.addEventListener("change", tell);
  tell();
}

// Leaving a form with typed but unsent words asks first. Only forms that say so: data-guard-changes.
for (const form of document.querySelectorAll("form[data-guard-changes]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Fragments that htmx brings in may hold components of their own. The first such event is the page itself.
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) initAll({ scope: event.detail.elt });
});
