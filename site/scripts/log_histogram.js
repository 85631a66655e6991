// Latencies in log2x1024 buckets, as edgebench/histogram.py has them: exact below 2048 ns, then 1024 an octave.

const EXACT = 2048;
const PER_OCTAVE = 1024;

export function upperEdge(index) {
  if (index < EXACT) return index;
  const octave = Math.floor(index / PER_OCTAVE) - 1;
  return ((index % PER_OCTAVE) + PER_OCTAVE + 1) * 2 ** octave - 1;
}

/** [{lower, upper, held, upTo}] of the buckets that are not empty, of several histograms together. */
export function pooled(histograms) {
  const counts = new Map();
  for (const one of histograms) for (const [index, held] of buckets(one)) counts.set(index, (counts.get(index) ?? 0) + held);
  let upTo = 0;
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([index, held]) => ({ lower: index ? upperEdge(index - 1) + 1 : 0, upper: upperEdge(index), held, upTo: (upTo += held) }));
}

/** Element n * ppm / 10^6 of the sorted values, at most the last, as the largest value of its bucket. */
export function percentile(table, ppm) {
  const total = table.at(-1).upTo;
  return atRank(table, Math.min(Math.floor((total * ppm) / 1e6), total - 1)).upper;
}

export function atRank(table, rank) {
  return table.find(({ upTo }) => upTo > rank);
}

/** How many lie below a value; those of a bucket lie evenly in it. */
export function below(table, value) {
  const one = table.find(({ upper }) => upper >= value) ?? table.at(-1);
  const wide = one.upper - one.lower + 1;
  const inside = Math.min(wide, Math.max(0, value - one.lower));
  return one.upTo - one.held + Math.floor((one.held * inside) / wide);
}

function* buckets({ first, counts }) {
  let index = first;
  for (const entry of counts) {
    if (entry < 0) index -= entry;
    else yield [index++, entry];
  }
}
