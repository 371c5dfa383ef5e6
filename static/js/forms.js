/** Fields: letter counters, conditional fields, filling from another text, focus on the error summary. */

import { all, each, one } from "./dom.js";

const COUNTED_FROM = 0.8;

/** The counter of a field; a field of one line gets its own once four fifths of its room are used. */
function counterOf(field, most) {
  const known = one(`[data-count="${CSS.escape(field.id)}"]`);
  if (known || !most || !field.matches("input") || field.value.length < COUNTED_FROM * most) return known;
  const line = document.createElement("div");
  line.className = "cnt-line";
  const counter = document.createElement("span");
  counter.className = "num";
  counter.dataset.count = field.id;
  counter.setAttribute("role", "status");
  line.append(counter);
  field.after(line);
  return counter;
}

// <span data-count="id of the field">72 / 1,000자</span>: what is too long is never cut, it is said (data-most).
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.id) return;
  const most = Number(field.dataset.most);
  const counter = counterOf(field, most);
  if (!counter) return;
  const limit = most ? ` / ${most.toLocaleString("ko")}` : "";
  counter.classList.toggle("over", most > 0 && field.value.length > most);
  counter.textContent = `${field.value.length.toLocaleString("ko")}${limit}자`;
});

/** Values of a field by name within a form: all ticked boxes, the chosen radio, or the text; a hidden question has none. */
function valuesOf(form, name) {
  return all(`[name="${CSS.escape(name)}"]`, form)
    .filter((field) => !field.disabled && (!/^(checkbox|radio)$/.test(field.type) || field.checked))
    .map((field) => field.value);
}

/**
 * data-show-when="field=value" or "field=value,other" on a container, or on a control (then its whole question).
 * "field" alone: any value; "one=a|other=b": either of them. A hidden question is not sent, and its answer comes back
 * when it is shown again.
 */
each("[data-show-when]", (element) => {
  const form = element.closest("form");
  const conditions = element.dataset.showWhen.split("|").map((condition) => condition.split("="));
  const box = element.matches("input, select, textarea") ? element.closest(".fld") : element;
  if (!form || !box) return;
  const holds = ([name, wanted]) => {
    const given = valuesOf(form, name);
    return wanted ? given.some((value) => wanted.split(",").includes(value)) : given.some((value) => value !== "");
  };
  const update = () => {
    const shown = conditions.some(holds);
    box.hidden = !shown;
    for (const field of all("input, select, textarea", box)) field.disabled = !shown;
  };
  form.addEventListener("change", update);
  form.addEventListener("input", update);
  update();
});

// <button data-fill-target="field" data-fill-source="template">: puts a kept text into a field.
each("[data-fill-target]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.fillTarget);
    field.value = document.getElementById(button.dataset.fillSource).content.textContent;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
});

// Accounts of a demonstration fill the name; the password stays to be typed.
each("[data-fill]", (button) => {
  button.addEventListener("click", () => {
    const form = document.getElementById(button.dataset.fillForm ?? "signin-form");
    const name = one("[autocomplete=username], [name=login]", form);
    const secret = one("input[type=password]", form);
    name.value = button.dataset.fill;
    (secret ?? name).focus();
  });
});

each(".errsum", (summary) => {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    const control = field.matches("input, select, textarea") ? field : one("input, select, textarea", field);
    (control ?? field).focus();
    (control ?? field).closest(".fld")?.scrollIntoView({ block: "nearest" });
  });
});
