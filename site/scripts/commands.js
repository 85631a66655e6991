// A button beside every command that is marked with data-command, which copies it and says so in its own text.

import { el } from "./dom.js";

const SHOWN_MS = 2000;

/** Copies text() when pressed; the button's own text tells how it went. */
export function copyOnPress(button, text) {
  const before = button.textContent;
  let timer = 0;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = "Copied";
    } catch {
      button.textContent = "Could not copy: select the text";
    }
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.textContent = before;
    }, SHOWN_MS);
  });
}

/** Puts a button after each marked command below `root`. */
export function addCopyButtons(root) {
  for (const command of root.querySelectorAll("code[data-command]")) {
    const button = el("button", { type: "button", class: "button copy" }, "Copy", el("span", { class: "hidden" }, ` ${command.textContent}`));
    button.setAttribute("aria-live", "polite");
    copyOnPress(button, () => command.textContent);
    command.after(button);
  }
}

addCopyButtons(document);
