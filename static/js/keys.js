/** `/` search, J and K next and previous row, X choose, arrows next and previous page of a paper, ? help. Off with <body data-keys="off">. Enter is the link's own. */

import { all, isTyping, one } from "./dom.js";
import { open } from "./dialogs.js";

const ROWS = "table[data-nav-rows] tbody tr, [data-nav-rows] > li";
const on = document.body.dataset.keys !== "off";

const linkOf = (row) => one("th a, .what a, a", row);

function step(by) {
  const rows = all(ROWS).filter((row) => linkOf(row) && row.offsetParent);
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1)];
  linkOf(next).focus();
  next.scrollIntoView({ block: "nearest" });
}

function choose() {
  one("input[type=checkbox]", document.activeElement?.closest("tr") ?? document.createElement("tr"))?.click();
}

/** Another page of the paper that is looked at; among radio buttons the arrows choose. */
function turn(to) {
  if (document.activeElement?.type !== "radio") one(`.sheet-view [rel=${to}]`)?.click();
}

const acts = {
  "/": () => { const field = document.getElementById("q") ?? one("[role=search] input:not([type=hidden])"); field?.focus(); field?.select(); },
  "?": () => { const help = document.getElementById("keys"); if (help) open(help); },
  j: () => step(1),
  k: () => step(-1),
  x: choose,
  arrowright: () => turn("next"),
  arrowleft: () => turn("prev"),
};
// The same places of the keyboard while it writes Korean.
const places = { KeyJ: "j", KeyK: "k", KeyX: "x", Slash: "/" };

if (on) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || one("dialog[open]:modal")) return;
    const name = acts[event.key.toLowerCase()] ? event.key.toLowerCase() : event.shiftKey ? "" : places[event.code];
    if (!name) return;
    if (!name.startsWith("arrow")) event.preventDefault();
    acts[name]();
  });
}
