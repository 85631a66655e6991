// Buttons that copy the text of the element they name: <button data-copy="bibtex" hidden>. They say so in their own text.

import { byId } from "./dom.js";

const SHOWN_MS = 2000;

async function copy(button, usual) {
  const text = byId(button.dataset.copy).textContent;
  button.textContent = await navigator.clipboard.writeText(text).then(
    () => "Copied",
    () => "Select it and copy by hand",
  );
  setTimeout(() => (button.textContent = usual), SHOWN_MS);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const usual = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => copy(button, usual));
}
