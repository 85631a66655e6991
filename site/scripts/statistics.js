// Welch's t on logarithms and Holm's correction, as edgebench/statistics.py has them: a test holds them together.

export const NORMAL_975 = 1.959963984540054;
const LARGEST_FREEDOM = 10_000;
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** {value, error, freedom} of the logarithm of a over b; a group is {mean, error, n} of its logarithms. */
export function welch(a, b, common = 0) {
  let freedom = a.n + b.n - 2;
  const scatter = a.error + b.error;
  if (scatter > 0) {
    const share = a.error / scatter;
    freedom = 1 / (share ** 2 / (a.n - 1) + (1 - share) ** 2 / (b.n - 1));
  }
  if (common === 0) return { value: a.mean - b.mean, error: Math.sqrt(scatter), freedom };
  const whole = scatter + common ** 2;
  const scattered = scatter / whole;
  const known = scattered > 0 ? freedom / scattered ** 2 : LARGEST_FREEDOM;
  return { value: a.mean - b.mean, error: Math.sqrt(whole), freedom: Math.min(known, LARGEST_FREEDOM) };
}

/** Two-sided, of the hypothesis that the ratio is 1. */
export function pValue({ value, error, freedom }) {
  if (error === 0) return value === 0 ? 1 : 0;
  const t = value / error;
  return incompleteBeta(freedom / 2, 0.5, freedom / (freedom + t * t));
}

/** [ratio, low, high] with its 95 % interval. */
export function interval({ value, error, freedom }) {
  const half = tQuantile(0.975, freedom) * error;
  return [value, value - half, value + half].map(Math.exp);
}

/** Which to reject so that one false rejection among all has at most probability `level`. */
export function holm(pValues, level = 0.05) {
  const rejected = pValues.map(() => false);
  const order = pValues.map((_, place) => place).sort((a, b) => pValues[a] - pValues[b] || a - b);
  for (const [place, index] of order.entries()) {
    if (pValues[index] > level / (pValues.length - place)) break;
    rejected[index] = true;
  }
  return rejected;
}

export function tQuantile(probability, freedom) {
  let [low, high] = [0, 1];
  while (tDistribution(high, freedom) < probability) high *= 2;
  for (let round = 0; round < 200; round += 1) {
    const middle = (low + high) / 2;
    if (tDistribution(middle, freedom) < probability) low = middle;
    else high = middle;
    if (high - low < 1e-12 * high) break;
  }
  return (low + high) / 2;
}

function tDistribution(t, freedom) {
  const tail = incompleteBeta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2;
  return t >= 0 ? 1 - tail : tail;
}

function incompleteBeta(a, b, x) {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, 1 - x);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / Math.max(1 - ((a + b) * x) / (a + 1), tiny);
  let fraction = d;
  for (let m = 1; m < 500; m += 1) {
    const steps = [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ];
    for (const step of steps) {
      d = 1 / (1 + step * d || tiny);
      c = 1 + step / c || tiny;
      fraction *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return (front * fraction) / a;
}

/** Lanczos with g = 7, for arguments of one half and more. */
function logGamma(x) {
  const t = x + 6.5;
  const sum = LANCZOS.slice(1).reduce((total, factor, place) => total + factor / (x + place), LANCZOS[0]);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
