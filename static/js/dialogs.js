/**
 * <button data-open="id"> opens <dialog id="id">, [data-close] closes it, the focus returns to the opener.
 * A link may carry data-open too: without this file, or without the dialog, it leads to the page that does the same.
 * #id in the address and data-open-now open a dialog at once.
 */

import { each, one } from "./dom.js";

const openers = new WeakMap();

export function open(dialog, opener = document.activeElement) {
  if (dialog.open || one("dialog[open]:modal")) return;
  openers.set(dialog, opener);
  dialog.showModal();
  const first = one("[autofocus], .errsum, input:not([type=hidden]), select, textarea", dialog);
  (first ?? one("button", dialog))?.focus();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.open);
    if (dialog && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      open(dialog, opener);
    }
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
});

each("dialog.dlg", (dialog) => {
  dialog.addEventListener("close", () => openers.get(dialog)?.focus?.());
  if (dialog.hasAttribute("data-open-now")) open(dialog);
});

if (location.hash.length > 1) {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named?.matches("dialog.dlg")) open(named);
}
