// What of a document is not as the JSON Schema of a result says: the words of JSON Schema that schema uses, no others.

const KINDS = {
  object: (value) => value !== null && typeof value === "object" && !Array.isArray(value),
  array: Array.isArray,
  string: (value) => typeof value === "string",
  integer: Number.isSafeInteger,
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null,
};

/** [{path, what}], in the order of the document; at most `most`. */
export function schemaFaults(document, schema, most = 20) {
  const found = [];
  check(document, schema, "$", { schema, found });
  return found.slice(0, most);
}

function check(value, rule, path, all) {
  if (rule.$ref) check(value, all.schema.$defs[rule.$ref.split("/").at(-1)], path, all);
  if (rule.anyOf) return anyOf(value, rule.anyOf, path, all);
  if (rule.type && !KINDS[rule.type](value)) return say(all, path, `It is ${named(value)}, not ${rule.type}`);
  if (rule.enum && !rule.enum.includes(value)) return say(all, path, `${shown(value)} is none of ${rule.enum.map(shown).join(", ")}`);
  if (KINDS.string(value)) checkText(value, rule, path, all);
  if (KINDS.integer(value)) checkNumber(value, rule, path, all);
  if (KINDS.array(value)) checkArray(value, rule, path, all);
  if (KINDS.object(value)) checkObject(value, rule, path, all);
  return undefined;
}

/** Of the choices the one of the value's own kind says what is wrong with it. */
function anyOf(value, choices, path, all) {
  const tried = choices.map((choice) => {
    const found = [];
    check(value, choice, path, { ...all, found });
    return found;
  });
  if (tried.some((found) => !found.length)) return;
  all.found.push(...(tried.find((found) => found.some((one) => !one.what.startsWith("It is "))) ?? tried[0]));
}

function checkText(value, { pattern, maxLength, minLength }, path, all) {
  const length = [...value].length;
  if (maxLength !== undefined && length > maxLength) say(all, path, `It has ${length} characters, at most ${maxLength} are due`);
  if (minLength !== undefined && length < minLength) say(all, path, `It has ${length} characters, at least ${minLength} are due`);
  if (pattern && !new RegExp(pattern, "u").test(value)) say(all, path, `${shown(value)} is not of the form ${pattern}`);
}

function checkNumber(value, { minimum, maximum }, path, all) {
  if (minimum !== undefined && value < minimum) say(all, path, `${value} is less than ${minimum}`);
  if (maximum !== undefined && value > maximum) say(all, path, `${value} is more than ${maximum}`);
}

function checkArray(value, { items, minItems, maxItems }, path, all) {
  if (minItems !== undefined && value.length < minItems) say(all, path, `It has ${value.length} items, at least ${minItems} are due`);
  if (maxItems !== undefined && value.length > maxItems) say(all, path, `It has ${value.length} items, at most ${maxItems} are due`);
  if (items) value.forEach((one, place) => check(one, items, `${path}[${place}]`, all));
}

function checkObject(value, { properties = {}, required = [], additionalProperties, propertyNames }, path, all) {
  for (const name of required) if (!(name in value)) say(all, `${path}.${name}`, "It is missing");
  for (const [name, one] of Object.entries(value)) {
    const place = `${path}.${name.slice(0, 80)}`;
    if (propertyNames) check(name, propertyNames, place, all);
    if (Object.hasOwn(properties, name)) check(one, properties[name], place, all);
    else if (additionalProperties === false) say(all, place, "It is no field of a result");
    else if (additionalProperties) check(one, additionalProperties, place, all);
  }
  for (const name of Object.keys(properties)) reasons(value, name, path, all);
}

/** Where `x` and `x_reason` are both fields, exactly one of them is null. */
function reasons(value, name, path, all) {
  const why = `${name}_reason`;
  if (!(name in value && why in value) || (value[name] === null) !== (value[why] === null)) return;
  say(all, `${path}.${name}`, value[name] === null ? `It is null without ${why}` : `It has a value beside ${why}`);
}

function say(all, path, what) {
  all.found.push({ path, what });
}

function named(value) {
  return Object.keys(KINDS).find((kind) => KINDS[kind](value)) ?? typeof value;
}

function shown(value) {
  return JSON.stringify(value).slice(0, 60);
}
