import type { AvailabilityInfo, DraftInfo, DraftProgramme, SlotInput } from "./protocol.ts";
import { civilTime, momentOf } from "./when.ts";

// What the programme's editor works out: where sessions stand on its grid, and where they go. Pure.

/** Where and when a session is: moments in milliseconds, no zone. Without all three it stands in the list beside. */
export interface Slot {
  hall: string;
  start: number | undefined;
  end: number | undefined;
}

/** The grid, in minutes. */
export const step = 5;
const minute = 60_000;

export const slotOf = (session: DraftInfo): Slot => ({
  hall: session.hall,
  start: session.starts_at ? Date.parse(session.starts_at) : undefined,
  end: session.ends_at ? Date.parse(session.ends_at) : undefined,
});

export const scheduled = (slot: Slot): boolean =>
  slot.hall !== "" && slot.start !== undefined && slot.end !== undefined;

// What a clock shows at a moment is asked again for every session at every step of a pointer, and never changes.
const civil = new Map<string, string>();
const mostCivil = 20_000;

/** The civil time of a moment in a zone, as an input of the type datetime-local has it. */
function civilOf(at: number, zone: string): string {
  const key = `${String(at)} ${zone}`;
  let text = civil.get(key);
  if (text === undefined) {
    if (civil.size >= mostCivil) civil.clear();
    text = civilTime(new Date(at), zone);
    civil.set(key, text);
  }
  return text;
}

/** Minutes since midnight that the hall's clock shows. */
export function clockMinutes(at: number, zone: string): number {
  const clock = civilOf(at, zone).slice(11);
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

/** The slot of a session moved to a hall and a time of a day, on the grid; it lasts as long as before. */
export function movedTo(slot: Slot, hall: string, day: string, minutes: number, zone: string): Slot {
  const lasts = slot.start === undefined || slot.end === undefined ? 60 * minute : slot.end - slot.start;
  const snapped = Math.min(24 * 60 - step, Math.max(0, Math.round(minutes / step) * step));
  const start = momentOf(day, snapped, zone);
  return { hall, start, end: start + lasts };
}

/** The slot with another end, on the grid and after its start. */
export function endingAt(slot: Slot, day: string, minutes: number, zone: string): Slot {
  if (slot.start === undefined) return slot;
  const end = momentOf(day, Math.round(minutes / step) * step, zone);
  return { ...slot, end: Math.min(Math.max(end, slot.start + step * minute), slot.start + 24 * 60 * minute) };
}

/** What an arrow key makes of a slot: five minutes up or down, a hall to the side; with shift its end. */
export function nudged(slot: Slot, key: string, shift: boolean, halls: string[]): Slot {
  if (slot.start === undefined || slot.end === undefined) return slot;
  const by = { ArrowUp: -step, ArrowDown: step, PageUp: -24 * 60, PageDown: 24 * 60 }[key];
  if (by !== undefined) {
    if (!shift) return { ...slot, start: slot.start + by * minute, end: slot.end + by * minute };
    return { ...slot, end: Math.max(slot.start + step * minute, slot.end + by * minute) };
  }
  const aside = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (aside === undefined || shift) return slot;
  const at = halls.indexOf(slot.hall) + aside;
  return { ...slot, hall: halls[Math.min(halls.length - 1, Math.max(0, at))] ?? slot.hall };
}

/** The slot as the server is told it: civil times in the conference's zone. */
export function onTheWire(slot: Slot, version: number, zone: string): SlotInput {
  const input: SlotInput = { version };
  if (slot.hall) input.hall = slot.hall;
  if (slot.start !== undefined) input.starts_at = civilTime(new Date(slot.start), zone);
  if (slot.end !== undefined) input.ends_at = civilTime(new Date(slot.end), zone);
  return input;
}

/** The session with another slot. */
export function withSlot(session: DraftInfo, slot: Slot): DraftInfo {
  const moved: DraftInfo = { ...session, hall: slot.hall };
  delete moved.starts_at;
  delete moved.ends_at;
  if (slot.start !== undefined) moved.starts_at = new Date(slot.start).toISOString();
  if (slot.end !== undefined) moved.ends_at = new Date(slot.end).toISOString();
  return moved;
}

/** A session as it stands in a day's grid. Those that overlap in a hall stand side by side: lane of lanes. */
export interface Placed {
  session: DraftInfo;
  column: number;
  top: number;
  height: number;
  lane: number;
  lanes: number;
}

/** The sessions of a civil day, in columns of halls; top and height in minutes. */
export function placedOn(day: string, sessions: DraftInfo[], halls: string[], zone: string): Placed[] {
  const columns = new Map(halls.map((hall, i) => [hall, i]));
  const all: Placed[] = [];
  for (const session of sessions) {
    const column = columns.get(session.hall);
    const { start, end } = slotOf(session);
    if (column === undefined || start === undefined || end === undefined) continue;
    if (!civilOf(start, zone).startsWith(day)) continue;
    const top = clockMinutes(start, zone);
    all.push({ session, column, top, height: (end - start) / minute, lane: 0, lanes: 1 });
  }
  all.sort((a, b) => a.column - b.column || a.top - b.top || (a.session.id < b.session.id ? -1 : 1));
  let group: Placed[] = [];
  let ends = -1;
  const settle = () => {
    const lanes = Math.max(0, ...group.map(({ lane }) => lane + 1));
    for (const each of group) each.lanes = lanes;
    group = [];
  };
  for (const [i, each] of all.entries()) {
    if (each.column !== all[i - 1]?.column || each.top >= ends) {
      settle();
      ends = -1;
    }
    const taken = new Set(group.filter((other) => other.top + other.height > each.top).map(({ lane }) => lane));
    while (taken.has(each.lane)) each.lane++;
    group.push(each);
    ends = Math.max(ends, each.top + each.height);
  }
  settle();
  return all;
}

/** A time at which a session should not be: of one hall's column, or of all (-1). */
export interface Shade {
  column: number;
  top: number;
  height: number;
}

/** Where on a day a session should not go: what it needs cannot be had then, or is needed elsewhere. */
export function shades(day: string, id: string, draft: DraftProgramme, zone: string): Shade[] {
  const session = draft.sessions.find((each) => each.id === id);
  if (!session) return [];
  const from = momentOf(day, 0, zone);
  const to = momentOf(following(day), 0, zone);
  const all: Shade[] = [];
  const shade = (column: number, a: number, b: number) => {
    const top = Math.max(a, from);
    const bottom = Math.min(b, to);
    if (bottom <= top) return;
    // Where the clock shows it, as sessions stand; on a day on which it changes that is not how long ago the day began.
    const shown = top === from ? 0 : clockMinutes(top, zone);
    const end = bottom === to ? 24 * 60 : clockMinutes(bottom, zone);
    all.push({ column, top: shown, height: Math.max(end - shown, step) });
  };
  const missing = (kind: AvailabilityInfo["kind"], subject: string, column: number) => {
    const times = draft.availability.filter((each) => each.kind === kind && each.subject === subject);
    if (times.length === 0) return;
    let at = from;
    for (const { starts_at, ends_at } of times) {
      shade(column, at, Date.parse(starts_at));
      at = Math.max(at, Date.parse(ends_at));
    }
    shade(column, at, to);
  };
  for (const [i, hall] of draft.halls.entries()) missing("hall", hall.id, i);
  const people = new Set(session.people.filter(({ role }) => role !== "attendee").map(({ person }) => person.id));
  for (const person of people) missing("person", person, -1);
  for (const team of session.teams) missing("team", team, -1);
  for (const other of draft.sessions) {
    if (other.id === id || !other.starts_at || !other.ends_at) continue;
    const shared =
      other.people.some(({ person, role }) => role !== "attendee" && people.has(person.id)) ||
      other.teams.some((team) => session.teams.includes(team));
    if (shared) shade(-1, Date.parse(other.starts_at), Date.parse(other.ends_at));
  }
  return all;
}

function following(day: string): string {
  const next = new Date(`${day}T12:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** The days of a conference, and the others on which a session begins. */
export function daysOf(draft: DraftProgramme, zone: string, first: string, last: string): string[] {
  const all = new Set<string>();
  for (let day = first; day <= last && all.size < 60; day = following(day)) all.add(day);
  for (const { starts_at } of draft.sessions) if (starts_at) all.add(civilOf(Date.parse(starts_at), zone).slice(0, 10));
  return [...all].sort();
}

/** The whole hours that a grid shows: those of its sessions, and of a working day. */
export function hoursOf(placed: Placed[]): { from: number; to: number } {
  const from = Math.min(8 * 60, ...placed.map(({ top }) => top));
  const to = Math.max(19 * 60, ...placed.map(({ top, height }) => Math.min(24 * 60, top + height)));
  return { from: Math.floor(from / 60) * 60, to: Math.ceil(to / 60) * 60 };
}
