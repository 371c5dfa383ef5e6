/** Results of acts leave after 5 seconds, with an undo after 10; not while the pointer or the focus is on them. */

import { each, one } from "./dom.js";

const PLAIN = 5000;
const WITH_UNDO = 10000;

each("[data-toast]", (toast) => {
  const life = toast.hasAttribute("data-toast-undo") ? WITH_UNDO : PLAIN;
  let timer = setTimeout(() => toast.remove(), life);
  const hold = () => clearTimeout(timer);
  const release = () => { timer = setTimeout(() => toast.remove(), life); };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", release);
  toast.addEventListener("focusout", release);
});

/** A toast from a script, for acts that need no answer of the server. Never for errors. */
export function toast(text) {
  const row = document.createElement("div");
  row.className = "toast";
  row.dataset.toast = "";
  row.textContent = text;
  one(".toasts")?.append(row);
  row.dispatchEvent(new CustomEvent("ieum:added", { bubbles: true }));
}
