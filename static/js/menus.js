/** <details class="menu"> and the drawer: one open at a time, Escape closes and gives the focus back. */

import { all, each, one } from "./dom.js";

const MENUS = "details.menu[open], .mnav[open]";

document.addEventListener("click", (event) => {
  for (const menu of all(MENUS)) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of all(MENUS)) {
    menu.open = false;
    one("summary", menu).focus();
  }
});

document.addEventListener("focusin", (event) => {
  for (const menu of all(MENUS)) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// Filters start folded on narrow screens; without this file they stay open.
each("[data-fold-narrow]", (details) => {
  if (matchMedia("(max-width: 767px)").matches) details.open = false;
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
  const copier = event.target.closest("[data-copy]");
  if (copier) {
    document.getElementById(copier.dataset.copy).select();
    document.execCommand("copy"); // also where the address is not https
    copier.textContent = "복사했습니다";
  }
});
