// One device at a time: a select in the place of the list, and the choice in the address. Without script the list stays.

import { el } from "./dom.js";
import { read, show } from "./state.js";

const NAME = "device";

for (const group of document.querySelectorAll(".comparable")) enhance(group);

function enhance(group) {
  const devices = [...group.querySelectorAll(".on-device")];
  if (devices.length < 2) return;
  const select = el("select", { id: `${group.id}-device`, change: () => choose(select.value, true) }, devices.map((one) => el("option", { value: one.dataset.device }, one.dataset.device)));
  devices[0].before(el("p", { class: "chooser" }, el("label", { for: select.id }, "Device "), select));
  group.classList.add("chosen");

  function choose(device, push) {
    const found = devices.find((one) => one.dataset.device === device) ?? devices[0];
    select.value = found.dataset.device;
    for (const one of devices) {
      one.hidden = one !== found;
      one.open = one === found;
    }
    if (push) show([...others(), ...(found === devices[0] ? [] : [{ name: NAME, sign: "=", value: device }])], [NAME], true);
  }

  const asked = () => read().find(({ name }) => name === NAME)?.value;
  addEventListener("popstate", () => choose(asked(), false));
  addEventListener("hashchange", () => choose(asked(), false));
  choose(asked(), false);
}

function others() {
  return read().filter(({ name }) => name !== NAME);
}
