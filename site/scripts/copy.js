// Buttons that copy the text of the element they name: <button data-copy="bibtex" hidden>.

import { copyOnPress } from "./copy_button.js";
import { byId } from "./dom.js";

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  copyOnPress(button, () => byId(button.dataset.copy).textContent);
}
