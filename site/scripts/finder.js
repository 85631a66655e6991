// The constraint finder. Until a control is touched, or the address asks something, the worked example stands as the
// page came; then rows are loaded for the chosen task, and every change answers at once.

import { copyOnPress } from "./copy_button.js";
import { byId, el, load, rowsOf } from "./dom.js";
import { drawBody, drawHead } from "./finder_draw.js";
import { fillForm, readForm, tell } from "./finder_fields.js";
import { ADDRESS, empty, fromParts, toParts } from "./finder_question.js";
import { view } from "./finder_view.js";
import { read, show, write } from "./state.js";

const REPLACE_MS = 300;
const SAY_MS = 900;

const form = byId("finder");
const [head, body, state, status] = ["answer-head", "answer-body", "answer-state", "answer-status"].map(byId);
const { root, example } = form.dataset;
const asCame = { head: [...head.childNodes], body: [...body.childNodes], state: [...state.childNodes] };
const further = byId("find-further");
const wasFurther = further.open;

let meta = null;
let open = [];
let unknown = [];
let committed = "";
let timer = 0;
let saying = 0;
let turn = 0;
const shards = new Map();

/** Of a target, `task=...` or `workload=...`, the workloads; all are known only with meta. */
function workloadsOf(question) {
  return meta.workloads.filter((one) => one.name === question.workload || one.task === question.task);
}

function isShare(target) {
  const found = meta.workloads.find((one) => target && (one[target.name === "task" ? "task" : "name"] === target.value));
  return Boolean(found?.share);
}

const shareOf = (question) => Boolean(workloadsOf(question)[0]?.share);

async function lotOf(workload) {
  const parts = await Promise.all(workload.shards.map((address) => load(root + address)));
  const devices = [];
  const rows = [];
  for (const part of parts) {
    const first = devices.length;
    devices.push(...rowsOf(part.devices));
    rows.push(...rowsOf(part).map((row) => ({ ...row, device: row.device + first })));
  }
  return { of: workload, devices, rows };
}

/** The rows of the question's workloads, each loaded once. */
function lotsOf(question) {
  return Promise.all(
    workloadsOf(question).map((workload) => {
      if (!shards.has(workload.name)) {
        shards.set(workload.name, lotOf(workload).catch((error) => {
          shards.delete(workload.name);
          throw error;
        }));
      }
      return shards.get(workload.name);
    }),
  );
}

const page = {
  root,
  get shapes() {
    return meta.shapes;
  },
  get open() {
    return open;
  },
  ask(address) {
    location.hash = address;
  },
  showAll() {
    open = [...new Set([...open, "all"])];
    answerForm(false);
  },
  toggled(key, isOpen) {
    if (open.includes(key) === isOpen) return;
    open = isOpen ? [...open, key] : open.filter((one) => one !== key);
    const { question, problems } = readForm(form, shareNow());
    if (!Object.keys(problems).length) address(question, false);
  },
};

/** Of the target that is chosen now. */
function shareNow() {
  const [name, value] = form.elements.target.value.split("=");
  return isShare({ name, value });
}

/** Answers what stands in the form. leave: a field was left, so the address is a new entry of the history. */
async function answerForm(leave) {
  const mine = ++turn;
  try {
    meta ??= await load(form.dataset.meta);
    const { question, problems } = readForm(form, shareNow());
    tell(form, question, problems);
    for (const one of form.querySelectorAll("[data-metric]")) one.textContent = workloadsOf(question)[0]?.metric ?? "";
    const wrong = Object.values(problems);
    body.classList.toggle("dimmed", wrong.length > 0);
    head.classList.toggle("dimmed", wrong.length > 0);
    if (wrong.length) {
      note("warn", "This shows the answer to the last valid question.");
      say(wrong.join(" "));
      return;
    }
    const lots = await lotsOf(question);
    if (mine !== turn) return;
    draw(question, lots, []);
    clearTimeout(timer);
    if (leave) address(question, true);
    else timer = setTimeout(() => address(question, false), REPLACE_MS);
  } catch (error) {
    failed(error);
  }
}

function draw(question, lots, ignored) {
  const made = view(question, meta, lots, open.includes("all"));
  head.replaceChildren(...drawHead(made));
  body.replaceChildren(...drawBody(made, page));
  if (ignored.length) note("warn", `Left out of the question, as it means nothing here: ${ignored.join(", ")}.`);
  else state.replaceChildren();
  say(made.heading);
}

function note(kind, text) {
  state.replaceChildren(el("span", { class: kind }, text));
}

/** Announced once typing rests. */
function say(text) {
  clearTimeout(saying);
  saying = setTimeout(() => {
    if (status.textContent !== text) status.textContent = text;
  }, SAY_MS);
}

function failed(error) {
  const again = el("button", { type: "button", class: "button-quiet", click: () => (location.hash ? restore() : answerForm(false)) }, "Try again");
  state.replaceChildren(el("span", { class: "warn" }, `Could not load the measured rows (${error.message}). What is shown below stays as it was. `), again);
}

/** Typing replaces the entry; leaving a field gives the entry back what it was, and pushes one. */
function address(question, push) {
  clearTimeout(timer);
  const parts = [...toParts(question, shareOf(question), open), ...unknown];
  const next = `#${write(parts, ADDRESS)}`;
  if (!push) {
    show(parts, ADDRESS, false);
    return;
  }
  if (next === committed) return;
  history.replaceState(null, "", committed || location.pathname + location.search);
  show(parts, ADDRESS, true);
  committed = next;
}

/** A part that says what the question is about; without one it is about the worked example's task. */
function isTarget({ name, sign }) {
  return sign === "=" && (name === "task" || name === "workload");
}

/** What the address asks; without a question the page as it came. */
async function restore() {
  const given = read();
  const isAsked = given.some(({ sign }) => sign);
  if (!isAsked && given.length) return; // a place on the page, such as #content
  const parts = given.some(isTarget) ? given : [...read(example).filter(isTarget), ...given];
  const mine = ++turn;
  committed = isAsked ? `#${write(parts, ADDRESS)}` : "";
  clearTimeout(timer);
  if (!isAsked) {
    open = [];
    asItCame();
    return;
  }
  try {
    meta ??= await load(form.dataset.meta);
    const asked = fromParts(parts, isShare);
    unknown = parts.filter(({ name }) => !ADDRESS.includes(name));
    show(parts, ADDRESS, false);
    const ignored = [...asked.ignored, ...unknown.map(({ name, sign, value }) => name + sign + value)];
    open = asked.open;
    fillForm(form, asked.question, shareOf(asked.question));
    const { question, problems } = readForm(form, shareNow());
    tell(form, question, problems);
    for (const one of form.querySelectorAll("[data-metric]")) one.textContent = workloadsOf(asked.question)[0]?.metric ?? "";
    const lots = await lotsOf(asked.question);
    if (mine !== turn) return;
    for (const one of [head, body]) one.classList.remove("dimmed");
    draw(asked.question, lots, workloadsOf(asked.question).length ? ignored : [...ignored, asked.question.task || asked.question.workload]);
  } catch (error) {
    failed(error);
  }
}

function asItCame() {
  form.reset();
  further.open = wasFurther;
  for (const one of [head, body]) one.classList.remove("dimmed");
  head.replaceChildren(...asCame.head);
  body.replaceChildren(...asCame.body);
  state.replaceChildren(...asCame.state);
  tell(form, empty(), {});
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", (event) => {
  if (event.target.matches("input:not([type=radio])")) answerForm(false);
});
form.addEventListener("change", () => answerForm(true));
byId("find-clear").addEventListener("click", () => {
  const target = form.elements.target.value;
  fillForm(form, empty(), false);
  form.elements.target.value = target;
  open = [];
  answerForm(true);
});
copyOnPress(byId("copy-link"), () => (location.hash ? location.href : `${location.href.split("#")[0]}#${example}`));
addEventListener("popstate", restore);
if (location.hash) restore();
