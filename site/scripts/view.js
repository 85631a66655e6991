// What a table shows, from the parts of the address and back. Defaults are left out; unknown parts are kept.

const SORTS = ["device", "runtime", "judged", "energy", "accuracy", "price"];
export const FACETS = ["device", "runtime", "precision", "accelerator", "threads", "energy", "trust"];
export const ORDER = ["sort", "at", "scale", "ratio", "variants", "classes", "rows", "chart", ...FACETS];

/** sections: of the page. A part without a sign is the anchor of a board, or of something in one. */
export function stateOf(parts, sections) {
  const state = {
    board: sections[0].id, sort: "judged", reversed: false, at: "", scale: "log", ratio: "", best: false,
    classes: false, all: false, chart: "", filters: {}, kept: [], ignored: [],
  };
  for (const part of parts) take(state, part, sections);
  return state;
}

function take(state, part, sections) {
  const { name, sign, value } = part;
  const reversed = value.endsWith("-reversed");
  const sort = value.replace(/-reversed$/, "");
  if (!sign) takeAnchor(state, name, sections, part);
  else if (name === "sort" && SORTS.includes(sort)) Object.assign(state, { sort, reversed });
  else if (name === "scale" && ["log", "linear"].includes(value)) state.scale = value;
  else if (name === "ratio" && /^(best|[0-9a-f]{16})$/.test(value)) state.ratio = value;
  else if (name === "variants" && value === "best") state.best = true;
  else if (name === "classes" && value === "shown") state.classes = true;
  else if (name === "rows" && value === "all") state.all = true;
  else if (name === "at" || name === "chart") state[name] = value;
  else if (FACETS.includes(name) && sign === "=") state.filters[name] = value;
  else ignore(state, part);
}

function takeAnchor(state, name, sections, part) {
  const meant = document.getElementById(name);
  const section = meant?.closest("section.board");
  if (section) state.board = section.id;
  else if (!meant && /^r-[0-9a-f]{16}$/.test(name)) state.row = name.slice(2);
  else if (!meant) ignore(state, part);
  if (section && name === `${section.id}-not-ranked`) state.classes = true;
  if (section && meant.closest("tbody")) state.classes = true;
}

function ignore(state, part) {
  state.kept.push(part);
  state.ignored.push(part.name + part.sign + part.value);
}

/** The parts of a state, the board first. */
export function partsOf(state) {
  const said = [
    ["sort", state.sort !== "judged" || state.reversed ? state.sort + (state.reversed ? "-reversed" : "") : ""],
    ["at", state.sort === "energy" ? state.at : ""],
    ["scale", state.scale !== "log" ? state.scale : ""],
    ["ratio", state.ratio],
    ["variants", state.best ? "best" : ""],
    ["classes", state.classes ? "shown" : ""],
    ["rows", state.all ? "all" : ""],
    ["chart", state.chart],
    ...Object.entries(state.filters),
  ];
  const parts = said.filter(([, value]) => value).map(([name, value]) => ({ name, sign: "=", value }));
  return [{ name: state.board, sign: "", value: "" }, ...parts, ...state.kept];
}
