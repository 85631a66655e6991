// The order of rows within their group; what is missing comes last, whichever way. Pure.

/** Whether rows stand as the build ranked them. */
export function isNatural(state) {
  return state.sort === "judged" && !state.reversed;
}

/** How rows are sorted: energies of several boundaries have no order, so until one is chosen the ranking stands. */
export function orderOf(state, boundary) {
  return state.sort === "energy" && !boundary ? { ...state, sort: "judged", reversed: false } : state;
}

/** better: which direction of the judged value ranks first. */
export function compare(a, b, state, better) {
  const [one, other] = [a, b].map((row) => keyOf(row, state, better));
  if (one === null || other === null) return (one === null) - (other === null);
  const order = typeof one === "string" ? (one < other ? -1 : one > other) : one - other;
  return state.reversed ? -order : order;
}

function keyOf(row, state, better) {
  switch (state.sort) {
    case "device":
      return row.device.toLowerCase();
    case "runtime":
      return `${row.runtime} ${row.variant}`.toLowerCase();
    case "energy":
      return row.energy_nj;
    case "accuracy":
      return row.accuracy_ppm === null ? null : -row.accuracy_ppm;
    case "price":
      return row.price;
    default:
      return row.ends[0] === null ? null : better === "lower" ? row.ends[0] : -row.ends[0];
  }
}
