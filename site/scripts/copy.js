// Buttons that copy, and say so in their own text: <button data-copy="ID" hidden> copies the text of the element it
// names; a <code data-copy> is given a button of its own.

import { byId, el } from "./dom.js";

const SHOWN_MS = 2000;

/** Copies text() when pressed; the button's own text tells how it went. */
export function copyOnPress(button, text) {
  const before = button.textContent;
  let timer = 0;
  button.addEventListener("click", async () => {
    button.textContent = await navigator.clipboard.writeText(text()).then(
      () => "Copied",
      () => "Could not copy: select the text",
    );
    clearTimeout(timer);
    timer = setTimeout(() => (button.textContent = before), SHOWN_MS);
  });
}

/** Brings every marked button and command below `root` to life. */
export function addCopyButtons(root) {
  for (const button of root.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    copyOnPress(button, () => byId(button.dataset.copy).textContent);
  }
  for (const command of root.querySelectorAll("code[data-copy]")) {
    const whose = el("span", { class: "hidden" }, ` ${command.textContent}`);
    const button = el("button", { type: "button", class: "button copy", "aria-live": "polite" }, "Copy", whose);
    copyOnPress(button, () => command.textContent);
    command.after(button);
  }
}

addCopyButtons(document);
