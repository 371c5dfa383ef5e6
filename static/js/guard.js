/**
 * Double press: submit buttons of a form are disabled after the first press and keep their label. They come back
 * when the page is shown again from the history, and after a fragment was answered. data-no-guard leaves a form alone;
 * a form that downloads (data-download) gets its buttons back after three seconds.
 */

import { all } from "./dom.js";

const held = new Set();

function buttonsOf(form) {
  const own = all("button:not([type=button]):not([type=reset]), input[type=submit]", form);
  const outside = form.id ? all(`button[form="${CSS.escape(form.id)}"]`) : [];
  return [...own, ...outside].filter((button) => !button.disabled);
}

function hold(form) {
  const buttons = buttonsOf(form);
  if (!buttons.length) return;
  held.add({ form, buttons });
  for (const button of buttons) button.disabled = true;
}

export function release(form) {
  for (const entry of held) {
    if (form && entry.form !== form) continue;
    for (const button of entry.buttons) button.disabled = false;
    held.delete(entry);
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("data-no-guard") || form.method === "dialog") return;
  // After this turn, so that the pressed button's own name and value are still sent.
  setTimeout(() => {
    if (event.defaultPrevented && !form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]")) return;
    hold(form);
    if (form.hasAttribute("data-download") || form.target === "_blank") setTimeout(() => release(form), 3000);
  }, 0);
});

addEventListener("pageshow", () => release());
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form");
  if (form) setTimeout(() => release(form), 0);
});
