/**
 * Repeating rows of a Django formset. The container carries data-rows="prefix"; each row data-row; a <template
 * data-row-template> holds the blank row with __prefix__ in its names. A row that is stored is ticked for deletion
 * and hidden, a new one is emptied out of the page. TOTAL_FORMS follows; MAX_NUM_FORMS ends the adding.
 */

import { all, announce, each, one } from "./dom.js";

each("[data-rows]", (box) => {
  const form = box.closest("form");
  const total = one(`[name="${box.dataset.rows}-TOTAL_FORMS"]`, form);
  const limit = Number(one(`[name="${box.dataset.rows}-MAX_NUM_FORMS"]`, form)?.value ?? 1000);
  const blank = one("[data-row-template]", box);
  const add = one("[data-row-add]", box);
  if (!total || !blank || !add) return;

  const shownRows = () => all("[data-row]", box).filter((row) => !row.hidden);
  const refresh = () => { add.hidden = Number(total.value) >= limit; };

  const prepare = (row) => {
    const remove = one("[data-row-remove]", row);
    const tick = one("[data-row-delete]", row);
    if (!remove || !tick) return;
    tick.hidden = true;
    remove.hidden = false;
    remove.addEventListener("click", () => {
      one("input", tick).checked = true;
      row.hidden = true;
      row.dispatchEvent(new Event("input", { bubbles: true }));
      announce("줄을 지웠습니다.");
      const rest = shownRows();
      (one("input:not([type=hidden]), select, textarea", rest[rest.length - 1] ?? box) ?? add).focus();
    });
  };

  all("[data-row]", box).forEach(prepare);
  add.addEventListener("click", () => {
    const holder = document.createElement("template");
    holder.innerHTML = blank.innerHTML.replaceAll("__prefix__", total.value);
    const row = holder.content.firstElementChild;
    blank.before(row);
    total.value = String(Number(total.value) + 1);
    prepare(row);
    row.dispatchEvent(new CustomEvent("ieum:added", { bubbles: true }));
    globalThis.htmx?.process(row);
    one("input:not([type=hidden]), select, textarea", row)?.focus();
    announce("줄을 추가했습니다.");
    refresh();
  });
  refresh();
});
