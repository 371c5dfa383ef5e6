/**
 * Questions with a few fixed answers, fieldset[data-scale]: a digit chooses the answer of that value and goes on to
 * the next question, or to the text that the answer asks for. Arrow keys and Tab work as in every group of radios.
 */

import { all, one } from "./dom.js";

const PAUSE = 700; // the longest wait between the two digits of 10, 12 and 15
let typed = "";
let asked;
let timer;

function goOn(scale) {
  const row = scale.closest(".need-row");
  const text = row && one(".need-text:not([hidden]) input", row);
  const level = Number(one(":checked", scale)?.value);
  if (text && level >= 2 && !text.value) { text.focus(); return; }
  const scales = all("[data-scale]", scale.closest("form"));
  const next = scales[scales.indexOf(scale) + 1];
  const radio = next && (one(":checked", next) ?? one("input[type=radio]", next));
  radio?.focus();
}

function choose(radio) {
  radio.checked = true;
  radio.focus();
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("keydown", (event) => {
  const scale = event.target.closest?.("[data-scale]");
  if (!scale || event.target.type !== "radio" || !/^\d$/.test(event.key)) return;
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const radios = all("input[type=radio]", scale);
  clearTimeout(timer);
  if (scale !== asked) typed = "";
  asked = scale;
  const values = { true: "1", false: "0" }; // yes and no
  const digits = (radio) => values[radio.value] ?? radio.value;
  const found = (value) => radios.find((radio) => digits(radio) === value);
  typed = found(typed + event.key) ? typed + event.key : event.key;
  const radio = found(typed);
  if (!radio) { typed = radios.some((other) => digits(other).startsWith(typed)) ? typed : ""; return; }
  event.preventDefault();
  choose(radio);
  const mayGrow = radios.some((other) => digits(other) !== typed && digits(other).startsWith(typed));
  const leave = () => { typed = ""; goOn(scale); };
  if (mayGrow) timer = setTimeout(leave, PAUSE); else leave();
});
