/** 오늘 전화: numbers choose the answer to the question that is open, the last tap saves, S passes on. Works without. */

import { all, each, isTyping, one } from "./dom.js";

const SAVES = new Set(["WELL", "WORSE", "NEXT"]);  // answers after which nothing is left to write

each("form[data-calls]", (form) => {
  const question = () => {
    const open = all("fieldset", form).filter((box) => box.offsetParent && one("input[type=radio]", box));
    return open.find((box) => !one("input:checked", box)) ?? open.at(-1);
  };
  form.addEventListener("change", (event) => {
    if (event.target.name !== "outcome" && SAVES.has(event.target.value) && event.target.type === "radio") form.requestSubmit();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event)) return;
    const choice = all("input[type=radio]", question())[Number(event.key) - 1];
    if (choice) { event.preventDefault(); choice.click(); }
    if (event.code === "KeyS") one("[data-skip]", form)?.click();
  });
});
