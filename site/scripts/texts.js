// Details hold places in a list in the stead of texts that many of them share (edgebench/publish/texts.py).

const PACKED = ["tags", "badges", "numbers", "figures", "facts", "tables", "findings", "distribution_why", "processes_why"];

/** A detail as edgebench/publish/details.py made it: with its texts, each taken from the list. */
export function unpacked(detail, list) {
  const held = PACKED.filter((name) => name in detail);
  return { ...detail, ...Object.fromEntries(held.map((name) => [name, whole(detail[name], list)])) };
}

function whole(part, list) {
  if (typeof part === "number") return list[part];
  if (Array.isArray(part)) return part.map((one) => whole(one, list));
  if (typeof part !== "object") return part;
  return Object.fromEntries(Object.entries(part).map(([name, one]) => [name, whole(one, list)]));
}
