// Dates of new results as "3 days ago": only here, as a built page does not know the day it is read on.

const DAY_MS = 86_400_000;
const MOST_DAYS = 30;

/** `today`, `yesterday`, `3 days ago` in UTC; null of a day to come, or so long ago that the date says more. */
export function ago(date, nowMs) {
  const days = Math.floor(nowMs / DAY_MS) - Math.floor(Date.parse(date) / DAY_MS);
  if (!(days >= 0 && days <= MOST_DAYS)) return null;
  return ["today", "yesterday"][days] ?? `${days} days ago`;
}

/** Every <time data-ago>: its words, with the date on hover; the date again on paper. */
export function tellDates(place, nowMs) {
  for (const time of place.querySelectorAll("time[data-ago]")) {
    const said = ago(time.dateTime, nowMs);
    if (said) Object.assign(time, { title: time.dateTime, textContent: said });
  }
}

export function restoreDates(place) {
  for (const time of place.querySelectorAll("time[data-ago]")) time.textContent = time.dateTime;
}
