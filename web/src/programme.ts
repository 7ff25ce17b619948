import type { ProgrammeEntry, SessionInfo } from "./protocol.ts";
import { civilDay } from "./when.ts";

// What the programme page shows, worked out from what the server sent. Pure.

/** One civil day of the conference and what begins on it. */
export interface Day {
  day: string;
  entries: ProgrammeEntry[];
}

type Timed = { session: Pick<SessionInfo, "expected_start" | "expected_end" | "state"> };

// When it is to be, if what runs late stays so.
const start = (entry: Timed) => Date.parse(entry.session.expected_start);
const end = (entry: Timed) => Date.parse(entry.session.expected_end);

/** Every day from the first to the last, and any other on which a session begins, each in order of time. */
export function days(entries: ProgrammeEntry[], zone: string, first: string, last: string): Day[] {
  const found = new Map<string, ProgrammeEntry[]>();
  for (let day = first; day && day <= last && found.size < 60; day = following(day)) found.set(day, []);
  for (const entry of [...entries].sort((a, b) => start(a) - start(b) || end(a) - end(b))) {
    const day = civilDay(new Date(entry.session.starts_at), zone);
    const those = found.get(day);
    if (those) those.push(entry);
    else found.set(day, [entry]);
  }
  return [...found].map(([day, those]) => ({ day, entries: those })).sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** The same days with no more than so many entries, the first ones. */
export function firstOf(all: Day[], count: number): Day[] {
  let left = count;
  return all.map(({ day, entries }) => {
    const those = entries.slice(0, Math.max(0, left));
    left -= entries.length;
    return { day, entries: those };
  });
}

/** Title and abstract in the first of the reader's languages that there are; else as they were written, in the conference's first. */
export function inLanguage(
  session: SessionInfo,
  languages: readonly string[],
  first: string,
): { title: string; abstract: string } {
  for (const language of languages.map((tag) => tag.slice(0, 2).toLowerCase())) {
    const said = session.translations.find((each) => each.language === language);
    if (!said && language === first) return session;
    if (said) return { title: said.title || session.title, abstract: said.abstract ?? session.abstract };
  }
  return session;
}

type Ending = Pick<SessionInfo, "expected_end" | "floor_ends">;

/** When it is expected to end: later than anybody decided, if those who wait for the floor need longer. */
export const endExpected = ({ expected_end, floor_ends }: Ending): Date =>
  new Date(Math.max(Date.parse(expected_end), Date.parse(floor_ends ?? expected_end)));

/** Whether it is expected at another time than planned. */
export const delayed = (session: SessionInfo): boolean =>
  Date.parse(session.starts_at) !== Date.parse(session.expected_start) ||
  Date.parse(session.ends_at) !== endExpected(session).getTime();

function following(day: string): string {
  const next = new Date(`${day}T12:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** Whether a session's time is now. */
export const running = (entry: ProgrammeEntry, now: Date): boolean =>
  start(entry) <= now.getTime() && now.getTime() < end(entry);

/**
 * Where in a day the line "now" stands: before the entry of this index, after all of them (their number), or nowhere
 * (-1): on other days, and while something runs, which is marked itself.
 */
export function nowLine(day: Day, now: Date, zone: string): number {
  if (civilDay(now, zone) !== day.day || day.entries.some((entry) => running(entry, now))) return -1;
  const next = day.entries.findIndex((entry) => start(entry) > now.getTime());
  return next === -1 ? day.entries.length : next;
}

/** What there is to say of a session at a moment. The organizers' word counts, not the timetable's. */
export type Standing = "live" | "ended" | "coming" | "near" | "soon" | "late" | "over";

/** An hour before, the minutes are counted; a quarter of an hour before, it is about to start. */
export function standing(entry: Timed, now: Date): Standing {
  if (entry.session.state === "open") return "live";
  if (entry.session.state === "closed") return "ended";
  const minutes = (start(entry) - now.getTime()) / 60_000;
  if (minutes > 60) return "coming";
  if (minutes > 15) return "near";
  if (minutes > 0) return "soon";
  return now.getTime() < end(entry) ? "late" : "over";
}
