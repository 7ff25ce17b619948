import type { ArrivalInput, Arrived, CheckInOutcome, Guest } from "./protocol.ts";

/** What a QR code says, or somebody typed: the whole address of a badge, or its code alone. */
export const readBadge = (text: string): string => text.slice(text.lastIndexOf("#") + 1).trim();

/** Whether something that was typed is rather a badge that a reader of codes typed. */
export const isBadge = (text: string): boolean => text.includes("/check-in#") || /^[A-Z2-7]{26}$/.test(text.trim());

/** How the list at a door knows a badge: the first 128 bits of the SHA-256 of its code, in hex. */
export async function markOf(code: string): Promise<string> {
  const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
  return [...new Uint8Array(sum, 0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What a door says of a badge; "unsure" when only the server could know, and there is no connection to it. */
export type Outcome = CheckInOutcome | "unsure";

/** What is said of the badge that was shown last. */
export interface Verdict {
  id: string;
  outcome: Outcome;
  guest: Guest | undefined;
  /** When it was shown; for somebody who is in already, when she came. */
  at: string;
}

/** What the list says of somebody. */
export function judge(guest: Guest | undefined): CheckInOutcome {
  if (!guest) return "unknown";
  if (!guest.approved) return "not-approved";
  return guest.at === undefined ? "in" : "again";
}

/** Takes news over into a list. */
export function merged(list: Iterable<[string, Guest]>, news: Guest[]): ReadonlyMap<string, Guest> {
  const next = new Map(list);
  for (const guest of news) next.set(guest.id, guest);
  return next;
}

/** Who has which badge, by its mark. */
export const byMark = (list: ReadonlyMap<string, Guest>): ReadonlyMap<string, Guest> =>
  new Map([...list.values()].filter(({ mark }) => mark !== "").map((guest) => [guest.mark, guest]));

/** How many have come, and how many may. */
export function heads(list: ReadonlyMap<string, Guest>): { present: number; expected: number } {
  const expected = [...list.values()].filter(({ approved }) => approved);
  return { present: expected.filter(({ at }) => at !== undefined).length, expected: expected.length };
}

/** This moment, as it is sent. */
export const now = (): string => new Date().toISOString();

/** Those whose name, delegation or organization has all the words that were typed, by name. */
export function search(list: Iterable<Guest>, typed: string, locale: string): Guest[] {
  const wanted = fold(typed).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return [];
  const found = [...list].filter(({ approved, name, place }) => {
    const text = fold(`${name} ${place}`);
    return approved && wanted.every((word) => text.includes(word));
  });
  return found.sort((a, b) => a.name.localeCompare(b.name, locale));
}

/** Letters without case and accents: who types "Lukasz" finds Łukasz, and "Zoe" Zoë. */
function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/ł/g, "l")
    .replace(/ø/g, "o")
    .replace(/ß/g, "ss")
    .replace(/ё/g, "е");
}

/** Somebody who has not come. */
export const away = ({ at: _, ...guest }: Guest): Guest => guest;

/** What is left of a list without those that were told. */
export function without<T extends { id: string }>(list: T[], told: { id: string }[]): T[] {
  const ids = new Set(told.map(({ id }) => id));
  return list.filter(({ id }) => !ids.has(id));
}

/** Those who were let in without asking the server, and of whom it says something else now. */
export function contradicted(sent: ArrivalInput[], came: Arrived[]): Arrived[] {
  const asked = new Set(sent.map(({ id }) => id));
  return came.filter(({ id, outcome }) => asked.has(id) && (outcome === "unknown" || outcome === "not-approved"));
}
