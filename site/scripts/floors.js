// What a run must have had, as edgebench/checks/floors.py: `words` holds the floors of each tier and scenario.

/** [queries, ns] of each process that the tier asks of this load. */
export function floorsOf(load, words) {
  const [queries, ns] = words.tiers[load.tier].floors[load.scenario];
  return [load.scenario === "offline" ? Math.ceil(queries / load.samples_per_query) : queries, ns];
}

/** A run that ended by the cap may have less in a process that did last that long. */
export function isCapped(process, load) {
  return load.ended === "cap" && process.window_ns >= load.cap_ns;
}

/** It lacks processes, queries or time that its tier or its percentile asks for. */
export function isShort({ processes, load }, words) {
  const [queries, ns] = floorsOf(load, words);
  const { resolves } = words.scenarios[load.scenario];
  const short = (one) => one.queries < resolves || (!isCapped(one, load) && (one.queries < load.min_queries || one.window_ns < load.min_ns));
  const asked = load.min_queries < queries || load.min_ns < ns || load.cap_ns !== words.cap_factor * load.min_ns;
  return processes.length < words.tiers[load.tier].processes || asked || processes.some(short);
}
