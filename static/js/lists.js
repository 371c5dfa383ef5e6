/**
 * Choosing rows: the bar [data-bulk] shows while rows are chosen. Boxes belong to it by form="id of the bar"; a box
 * [data-bulk-all] in the head chooses all. Shift chooses a run.
 */

import { all, each, one } from "./dom.js";

each("[data-bulk]", (bar) => {
  const boxes = () => all(`tbody input[type=checkbox][form="${CSS.escape(bar.id)}"]`);
  const head = () => one(`[data-bulk-all="${CSS.escape(bar.id)}"]`) ?? one("thead [data-bulk-all]");
  let lastBox = null;

  const show = () => {
    const list = boxes();
    const chosen = list.filter((box) => box.checked).length;
    bar.hidden = chosen === 0;
    one("[data-bulk-count]", bar).textContent = `${chosen}건 선택`;
    const every = head();
    if (every) {
      every.checked = chosen > 0 && chosen === list.length;
      every.indeterminate = chosen > 0 && chosen < list.length;
    }
    for (const box of list) box.closest("tr").classList.toggle("sel", box.checked);
  };

  document.addEventListener("click", (event) => {
    const box = event.target;
    const list = boxes();
    if (!list.includes(box)) return;
    if (event.shiftKey && lastBox && list.includes(lastBox)) {
      const [from, to] = [list.indexOf(lastBox), list.indexOf(box)].sort((a, b) => a - b);
      for (const between of list.slice(from, to + 1)) between.checked = box.checked;
    }
    lastBox = box;
    show();
  });
  document.addEventListener("change", (event) => {
    if (event.target !== head()) return;
    for (const box of boxes()) box.checked = event.target.checked;
    show();
  });
  bar.addEventListener("reset", () => setTimeout(() => {
    for (const box of boxes()) box.checked = false;
    show();
    head()?.focus();
  }, 0));
  document.addEventListener("htmx:afterSettle", show);
  addEventListener("pageshow", show);
  show();
});

// A click anywhere on a row that has one link follows it; text stays selectable.
document.addEventListener("click", (event) => {
  const row = event.target.closest("table[data-nav-rows] tbody tr");
  if (!row || event.target.closest("a, button, input, label, select, textarea, summary, .ck")) return;
  if (String(getSelection())) return;
  one("th a", row)?.click();
});

// A list that was searched without a new page: the view that is kept is the one that is shown.
document.addEventListener("htmx:afterSettle", () => {
  for (const link of all("[data-keep-view]")) {
    const url = new URL(link.href);
    url.searchParams.set("query", location.search.slice(1));
    link.href = url;
  }
});
