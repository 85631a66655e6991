// A figure of a result's summary, as edgebench/metrics.py reads it.

/** {value, value_reason, low, low_reason, high}: without what an imported result does not know. */
export function read(result, metric) {
  const estimate = result.summary[metric];
  const unknown = result.imported?.missing.includes(`processes.${metric.replaceAll("_", "-")}`);
  const meanOnly = estimate.value_reason === "batched" && isMean(result);
  return unknown || meanOnly ? { value: null, value_reason: "not_reported", low: null, low_reason: "not_reported", high: null } : estimate;
}

/** Of an imported result only a mean is known. */
export function isMean(result) {
  return result.imported?.missing.includes("processes.latency.counts") ?? false;
}
