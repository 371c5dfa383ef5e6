/**
 * The grid of a table (form[data-grid]). A block of cells pasted into a cell is sent with its place; the server reads
 * it and draws the grid again, as it does with the box for pasting. Enter and the arrows up and down move between rows,
 * Alt with an arrow to the side changes the step of a row. Another kind of table draws the grid anew.
 */

import { all, announce, each, isTyping, one } from "./dom.js";

const cellsOf = (row) => all("[data-column]", row);
const rowsOf = (form) => all("[data-row]", form).filter((row) => !row.hidden);

function send(form, name, row, column) {
  const set = (field, value) => { one(`[name="${field}"]`, form).value = value; };
  set("at", row);
  set("column", column);
  form.requestSubmit(one(name, form));
}

/** Lines of a cell of a document: its paragraphs and breaks. */
function linesOf(cell) {
  for (const end of all("br, p + p", cell)) end.before("\n");
  return cell.textContent.trim().replace(/[ \t]*\n\s*/g, "\n");
}

/** A table of a document as tab-separated text; cells that are merged leave blanks, as Excel leaves them. */
function asText(table) {
  const lines = [];
  all("tr", table).forEach((row, at) => {
    const line = (lines[at] ??= []);
    for (const cell of all("td, th", row)) {
      let column = 0;
      while (line[column] !== undefined) column += 1;
      for (let down = 0; down < cell.rowSpan; down += 1) {
        for (let side = 0; side < cell.colSpan; side += 1) (lines[at + down] ??= [])[column + side] = "";
      }
      const text = linesOf(cell);
      line[column] = /[\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    }
  });
  return lines.map((line) => line.join("\t")).join("\n");
}

/** What was copied: the text, or the table of a document whose text does not part its cells. */
function copied(data) {
  const text = data?.getData("text/plain") ?? "";
  if (text.includes("\t")) return text;
  const table = one("table", new DOMParser().parseFromString(data?.getData("text/html") ?? "", "text/html"));
  return table ? asText(table) : text;
}

function paste(form, event) {
  const cell = event.target.closest("[data-column]");
  const text = copied(event.clipboardData);
  if (!cell || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return; // one cell: the browser puts it in by itself
  event.preventDefault();
  one("[name=block]", form).value = text;
  send(form, "[data-grid-paste]", rowsOf(form).indexOf(cell.closest("[data-row]")), cell.dataset.column);
}

function indent(row, by) {
  const step = one("[data-grid-level]", row);
  const to = Math.min(Math.max(Number(step.value) + by, 0), step.options.length - 1);
  step.value = String(to);
  row.dataset.level = step.value;
  announce(`들여쓰기 ${step.selectedOptions[0].textContent}`);
}

function move(form, cell, by) {
  const at = rowsOf(form).indexOf(cell.closest("[data-row]")) + by;
  if (by > 0 && at === rowsOf(form).length) one("[data-row-add]", form)?.click();
  const next = rowsOf(form)[at];
  if (!next) return;
  const target = one(`[data-column="${cell.dataset.column}"]`, next) ?? cellsOf(next)[0];
  target.focus();
  target.select?.();
}

function press(form, event) {
  const cell = event.target.closest("[data-column]");
  if (!cell || event.isComposing || !isTyping(event) || event.ctrlKey || event.metaKey) return;
  const side = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const way = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.altKey ? !side : !way) return;
  event.preventDefault();
  if (event.altKey) indent(cell.closest("[data-row]"), side);
  else move(form, cell, way);
}

each("form[data-grid]", (form) => {
  one("[data-grid-paste]", form).addEventListener("click", () => {
    for (const name of ["at", "column"]) one(`[name="${name}"]`, form).value = ""; // the button reads a whole table
  });
  form.addEventListener("paste", (event) => paste(form, event));
  form.addEventListener("keydown", (event) => press(form, event));
  form.addEventListener("change", (event) => {
    if (event.target.name === "kind") form.requestSubmit(one("[data-grid-look]", form));
    if (event.target.matches("[data-grid-level]")) event.target.closest("[data-row]").dataset.level = event.target.value;
  });
});
