// Days and numbers as the pages write them.
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const NUMBER = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

export const dayOf = (text) => new Date(`${text.slice(0, 10)}T00:00:00Z`);
export const inWords = (day) => DAY.format(day);
export const number = (n) => NUMBER.format(n);
export const ONE_DAY = 24 * 60 * 60 * 1000;

/** How to mark days on an axis: whole days where there are few, whatever fits where there are many. */
export function dayTicks(from, to, width) {
  const days = (to - from) / ONE_DAY;
  return days <= Math.max(3, width / 70) ? "day" : Math.max(2, Math.floor(width / 90));
}
