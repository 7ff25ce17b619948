// Times in zones. Pure: the zone and the locale are always named.

/** A moment in milliseconds since 1970, as a date. */
export const moment = (milliseconds: number): Date => new Date(milliseconds);

/** The reader's own zone. */
export const ownZone = (): string => (own ??= Intl.DateTimeFormat().resolvedOptions().timeZone);
let own: string | undefined;

const made = new Map<string, Intl.DateTimeFormat>();

// Making a formatter costs more than all its uses on a page.
function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let f = made.get(key);
  if (!f) {
    f = new Intl.DateTimeFormat(locale, options);
    made.set(key, f);
  }
  return f;
}

const part = (at: Date, zone: string, locale: string, options: Intl.DateTimeFormatOptions, type: string) =>
  formatter(locale, { ...options, timeZone: zone })
    .formatToParts(at)
    .find((p) => p.type === type)?.value ?? "";

/** "10:45": 24 hours with a colon, in every language. */
export const clockTime = (at: Date, zone: string): string =>
  formatter("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(at);

/** "2020-09-14": the civil date in a zone. */
export const civilDay = (at: Date, zone: string): string =>
  formatter("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone }).format(at);

/** "2020-09-14T10:45": what an input of the type datetime-local and the server call a civil time. */
export const civilTime = (at: Date, zone: string): string => `${civilDay(at, zone)}T${clockTime(at, zone)}`;

/** "Monday 14 September 2020" */
export const longDay = (at: Date, zone: string, locale: string): string =>
  formatter(locale, { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: zone }).format(at);

/** "14 September 2020" */
export const plainDay = (at: Date, zone: string, locale: string): string =>
  formatter(locale, { day: "numeric", month: "long", year: "numeric", timeZone: zone }).format(at);

/** "Mon 14" */
export const shortDay = (at: Date, zone: string, locale: string): string =>
  formatter(locale, { weekday: "short", day: "numeric", timeZone: zone }).format(at);

/** "14 Sept": for lists. */
export const listDay = (at: Date, zone: string, locale: string): string =>
  formatter(locale, { day: "numeric", month: "short", timeZone: zone }).format(at);

/** Noon of a civil date, in UTC: to write a date in words without any zone moving it to another day. */
export const noon = (day: string): Date => new Date(`${day}T12:00:00Z`);

/** "Vienna" of "Europe/Vienna"; "UTC" of what names no place. */
export function city(zone: string): string {
  if (!zone.includes("/") || zone.startsWith("Etc/")) return "UTC";
  return zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
}

/** "Central European Summer Time, UTC+2": what a zone is called at a moment, since summer time comes and goes. */
export function zoneName(at: Date, zone: string, locale: string): string {
  const name = part(at, zone, locale, { timeZoneName: "long" }, "timeZoneName");
  const offset = offsetName(at, zone);
  return name.startsWith("GMT") || name === "" ? offset : `${name}, ${offset}`;
}

/** "UTC+2" */
export const offsetName = (at: Date, zone: string): string =>
  part(at, zone, "en-GB", { timeZoneName: "shortOffset" }, "timeZoneName").replace("GMT", "UTC");

/** Whether clocks in two zones show the same at a moment. */
export const sameClock = (at: Date, a: string, b: string): boolean => civilTime(at, a) === civilTime(at, b);

/** Whole minutes from one moment to another, counted up: 30 seconds before ten it is still one minute. */
export const minutesUntil = (from: Date, to: Date): number => Math.ceil((to.getTime() - from.getTime()) / 60_000);

/** "5 minutes ago", "yesterday": how long ago something was. */
export function ago(at: Date, now: Date, locale: string): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(0, "minute");
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** The moment at which a zone's clocks show a time of a day. What it skips in spring is the hour after. */
export function momentOf(day: string, minutes: number, zone: string): number {
  const wanted = Date.parse(`${day}T00:00:00Z`) + minutes * 60_000;
  let at = wanted;
  // The zone's distance from UTC there, and once more, since it may be another one on the other side of a change.
  for (let i = 0; i < 2; i++) at = wanted - (Date.parse(`${civilTime(new Date(at), zone)}Z`) - at);
  return at;
}

/** The next moment at which a zone's clocks show a time: "11:30". */
export function atClock(time: string, zone: string, now: Date): Date {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const on = (day: Date): Date => new Date(momentOf(civilDay(day, zone), hours * 60 + minutes, zone));
  const today = on(now);
  return today > now ? today : on(new Date(now.getTime() + 24 * 3_600_000));
}
