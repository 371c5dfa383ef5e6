/** 상용구: under every long field, what its writer keeps for it, put in where the cursor stands. */

import { all, announce, csrfToken, each, one } from "./dom.js";

const url = document.body.dataset.phrasesUrl;
const NOT_NOW = "지금은 상용구를 쓸 수 없습니다. 잠시 뒤에 다시 하십시오.";

function made(tag, text, more = {}) {
  const element = document.createElement(tag);
  element.textContent = text;
  return Object.assign(element, more);
}

function insert(field, text) {
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

/** The words of the field's own label, without what says that it may stay empty. */
function labelOf(field) {
  const label = field.labels?.[0]?.cloneNode(true);
  if (!label) return field.name;
  for (const aside of all(".opt", label)) aside.remove();
  return label.textContent.trim().slice(0, 60);
}

async function fill(list, field) {
  const answer = await fetch(`${url}?${new URLSearchParams({ field: field.dataset.phrases })}`).catch(() => null);
  const rows = answer?.ok ? await answer.json() : null;
  list.replaceChildren();
  if (!rows) list.append(made("li", NOT_NOW));
  else if (!rows.length) list.append(made("li", "이 칸의 상용구가 아직 없습니다."));
  for (const row of rows ?? []) {
    const button = made("button", row.name, { type: "button", className: "krds-btn tertiary xsmall", title: row.text });
    button.addEventListener("click", () => insert(field, row.text));
    const line = document.createElement("li");
    line.append(button);
    list.append(line);
  }
}

/** Keeps what stands in the field; says what the portal says against it. */
async function keep(field, name, said) {
  const body = { field: field.dataset.phrases, field_label: labelOf(field), name, text: field.value };
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken(field.form) };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) }).catch(() => null);
  if (answer?.ok) return true;
  const refusal = await answer?.json().catch(() => null);
  said.textContent = Object.values(refusal?.fields ?? {}).flat()[0] ?? refusal?.detail ?? NOT_NOW;
  return false;
}

function menuOf(field) {
  const line = one(`[data-count="${CSS.escape(field.id)}"]`)?.parentElement;
  if (!line || one(".phrases", line)) return;
  const menu = made("details", "", { className: "phrases" });
  const summary = made("summary", "상용구");
  summary.setAttribute("aria-label", `${labelOf(field)} 상용구`);
  const list = document.createElement("ul");
  const name = made("input", "", { className: "krds-input", maxLength: 40, placeholder: "이름" });
  name.setAttribute("aria-label", "상용구 이름");
  name.dataset.own = "1";
  const button = made("button", "적은 글 두기", { type: "button", className: "krds-btn tertiary xsmall" });
  const said = made("span", "", { className: "fault" });
  said.setAttribute("role", "alert");
  const hint = made("p", "사람을 알 수 있는 것은 두지 마십시오. 다른 건에서도 씁니다.", { className: "sub s" });
  const row = made("div", "", { className: "row" });
  row.append(name, button);
  menu.append(summary, list, row, said, hint);
  menu.addEventListener("toggle", () => menu.open && fill(list, field));
  button.addEventListener("click", async () => {
    said.textContent = "";
    if (!(await keep(field, name.value, said))) return;
    name.value = "";
    announce("상용구로 두었습니다.");
    fill(list, field);
  });
  name.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    button.click();
  });
  line.prepend(menu);
}

if (url) {
  each("textarea[data-phrases]", menuOf);
  document.addEventListener("focusin", ({ target }) => target.matches?.("textarea[data-phrases]") && menuOf(target));
}
