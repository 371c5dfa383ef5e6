/**
 * A meeting while it is held. Presses of the roll (form[data-roll]) are sent one after the other, so that none is lost,
 * and the roll comes back as it then stands. In form[data-run] Alt with the arrows goes to the next item and back, Alt
 * with Enter adds the action that was typed; each is a button of the page. Votes are added up against who is there.
 */

import { all, each, one } from "./dom.js";

const KEYS = { ArrowDown: "[data-run-next]", ArrowUp: "[data-run-before]", Enter: "[data-run-act]" };

each("form[data-roll]", (form) => {
  let sent = Promise.resolve();
  form.addEventListener("submit", (event) => {
    const mark = event.submitter?.value;
    if (!globalThis.htmx || !mark) return;
    event.preventDefault();
    const press = () => htmx.ajax("POST", form.action, { target: form, swap: "innerHTML", values: { mark } });
    sent = sent.then(press).catch(() => {}); // what failed was said above the page
  });
});

/** Lists and days open their own choices by Alt and an arrow. */
const hasChoices = (target) => target.matches?.("select, input[type=date]");

function sum(form) {
  const place = one("[data-votes]", form);
  const typed = all("[name^=votes_]", form).map((field) => field.value.trim());
  const present = Number(one("[data-present]")?.dataset.present ?? 0);
  const total = typed.reduce((before, value) => before + Number(value), 0);
  const isKnown = typed.some(Boolean) && !Number.isNaN(total);
  place.classList.toggle("is-wrong", isKnown && total > present);
  const sign = total === present ? "=" : total > present ? ">" : "<";
  place.textContent = isKnown ? `합계 ${total} ${sign} 출석 ${present}` : `출석 ${present}`;
}

each("form[data-run]", (form) => {
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || one("dialog[open]:modal")) return;
    if (event.key !== "Enter" && hasChoices(event.target)) return;
    const button = KEYS[event.key] && one(KEYS[event.key], form);
    if (!button || button.disabled) return;
    event.preventDefault();
    form.requestSubmit(button);
  });
  if (!one("[data-votes]", form)) return;
  form.addEventListener("input", () => sum(form));
  document.addEventListener("htmx:afterSettle", () => sum(form));
  sum(form);
});
