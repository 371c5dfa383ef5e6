/**
 * A value the server has just opened (and recorded) covers itself again: <span class="mask" data-masked="김*상"
 * data-mask-after="60">. Only the masked form is ever in an attribute.
 */

import { announce, each } from "./dom.js";

each("[data-masked][data-mask-after]", (element) => {
  setTimeout(() => {
    element.textContent = element.dataset.masked;
    announce("실명을 다시 가렸습니다.");
  }, Number(element.dataset.maskAfter) * 1000);
});
