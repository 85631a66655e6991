// The controls of the finder: a question from them and into them, and what is said under a field.

import { DEFAULT_BOUNDARY, amountText, echo, empty, energyOf, family, parseAmount, parseEnergy, problem } from "./finder_question.js";

const AMOUNTS = ["acc", "time", "power", "price", "memory", "slowdown"];
const CHOICES = ["on", "runtime", "precision", "trust", "since"];

/** {question, problems: {field: sentence}} of what stands in the form. share: of the chosen target. */
export function readForm(form, share) {
  const question = empty();
  const problems = {};
  const [kind, name] = form.elements.target.value.split("=");
  question[kind] = name;
  question.percentile = form.elements.percentile.value;
  question.boundary = form.elements.boundary.value;
  for (const field of AMOUNTS) {
    const text = form.elements[field].value;
    const found = text.trim() ? amountOf(field, text, question, share) : null;
    const wrong = found ? problem(text, found.base, found.of) : "";
    if (wrong) problems[field] = wrong;
    else if (found) question.limits[found.key] = found.base;
  }
  for (const key of CHOICES) if (form.elements[key].value) question.chosen[key] = form.elements[key].value;
  if (form.elements.since.validity.badInput) problems.since = "This is not a date. Write year, month and day.";
  question.judge = form.elements.judge.value;
  question.order = form.elements.order.value;
  return { question, problems };
}

function amountOf(field, text, question, share) {
  if (field === "power") {
    const { key, base } = parseEnergy(text);
    return base === null ? { key: "power", base, of: "power" } : { key, base, of: key };
  }
  const key = field === "time" ? question.percentile : field;
  const of = family(key, share);
  return { key, base: parseAmount(text, of), of };
}

/** Fills the form with a question. */
export function fillForm(form, question, share) {
  const { elements } = form;
  elements.target.value = question.task ? `task=${question.task}` : `workload=${question.workload}`;
  elements.percentile.value = question.percentile;
  choose(elements.boundary, question.boundary, DEFAULT_BOUNDARY);
  const text = (key) => (key in question.limits ? amountText(question.limits[key], family(key, share), " ") : "");
  elements.acc.value = text("acc");
  elements.time.value = text(question.percentile);
  elements.power.value = energyOf(question) ? text(energyOf(question)) : "";
  for (const key of ["price", "memory", "slowdown"]) elements[key].value = text(key);
  for (const key of CHOICES) choose(elements[key], question.chosen[key] ?? "", "");
  elements.judge.value = question.judge;
  elements.order.value = question.order;
  const further = ["memory", "slowdown"].some((key) => key in question.limits) || Object.keys(question.chosen).some((key) => key !== "on");
  if (further) form.querySelector("details").open = true;
}

/** A value that the list lacks becomes a choice: the address may ask for what nothing has. */
function choose(control, value, fallback) {
  control.value = value;
  if (control.tagName !== "SELECT" || control.value === value) return;
  if (!value) control.value = fallback;
  else {
    control.append(new Option(value, value));
    control.value = value;
  }
}

/** Under each field: what is wrong with it, or the other form of a time. */
export function tell(form, question, problems) {
  for (const field of [...AMOUNTS, "since"]) {
    const control = form.elements[field];
    const told = form.querySelector(`#find-${field}-told`);
    const base = question.limits[question.percentile];
    const isTime = field === "time" && control.value.trim() && base;
    told.textContent = problems[field] ?? (isTime ? echo(control.value, base) : "");
    told.classList.toggle("field-error", field in problems);
    if (field in problems) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}
