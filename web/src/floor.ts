// What the page works out about the floor: the clock, the order, when somebody speaks. Pure: the time is a parameter.
import type { FloorForecast, FloorRequest, Person, RequestKind, Speech } from "./protocol.ts";
import type { Room } from "./room.ts";
import type { Words } from "./words/words.svelte.ts";

/** How a speaker's clock stands. Nobody is cut off when it is over. */
export type ClockState = "free" | "running" | "soon" | "last" | "over";

/** A speaker's clock at a moment. */
export interface SpeechClock {
  /** Seconds that were used, pauses not counted. */
  used: number;
  /** Seconds that are left, negative when it is over; of a speech without a limit, those that were used. */
  left: number;
  /** How much of the time is used, 0 to 1. */
  part: number;
  state: ClockState;
  paused: boolean;
}

/** clockOf reads a speech's clock. Warnings are the seconds left at which it turns: usually 60 and 15. */
export function clockOf(speech: Speech, now: Date, warnings: readonly number[]): SpeechClock {
  const until = Math.min(
    ...[speech.ended_at, speech.paused_at, now.toISOString()].map((at) => Date.parse(at ?? "") || Infinity),
  );
  const used = Math.max(0, (until - Date.parse(speech.started_at)) / 1000 - speech.paused);
  const paused = speech.paused_at !== undefined && speech.ended_at === undefined;
  const allowed = speech.limit + speech.extended;
  if (speech.limit === 0) return { used, left: used, part: 0, state: "free", paused };
  const left = allowed - used;
  return { used, left, part: allowed > 0 ? Math.min(1, used / allowed) : 1, state: stateAt(left, warnings), paused };
}

function stateAt(left: number, warnings: readonly number[]): ClockState {
  if (left <= 0) return "over";
  const [first, ...later] = [...warnings].sort((a, b) => b - a);
  if (later.some((at) => left <= at)) return "last";
  return first !== undefined && left <= first ? "soon" : "running";
}

/** face is what a clock shows: "2:05", and "+0:42" when the time is over. */
export function face({ left, state }: Pick<SpeechClock, "left" | "state">): string {
  return state === "over" ? `+${duration(Math.floor(-left))}` : duration(state === "free" ? left : Math.ceil(left));
}

/** "3:00", "0:42", "1:02:09": a time that something takes, in seconds. */
export function duration(seconds: number): string {
  const all = Math.max(0, Math.floor(seconds));
  const two = (n: number): string => String(n).padStart(2, "0");
  const hours = Math.floor(all / 3600);
  const minutes = Math.floor(all / 60) % 60;
  return `${hours > 0 ? `${String(hours)}:${two(minutes)}` : String(minutes)}:${two(all % 60)}`;
}

/** readDuration is what somebody means by "3", "2:30" or "0:45": seconds; undefined when it means nothing. */
export function readDuration(text: string): number | undefined {
  const match = /^\s*(\d{1,2})(?::([0-5]\d))?\s*$/.exec(text);
  if (!match) return undefined;
  const seconds = Number(match[1]) * 60 + Number(match[2] ?? 0);
  return seconds <= 3600 ? seconds : undefined;
}

/** Minutes as people say them: never none of what is something. */
export const minutes = (seconds: number): number => Math.max(1, Math.round(Math.abs(seconds) / 60));

/** onList reports whether a request still waits for the floor. */
export const onList = ({ state }: FloorRequest): boolean => state === "waiting" || state === "called";

/** list is those who wait, in the order in which they speak. */
export const list = (requests: readonly FloorRequest[]): FloorRequest[] =>
  requests.filter(onList).sort((a, b) => a.position - b.position || a.number - b.number);

/** after is before which request another has to be put so that it stands one place up or down; undefined: at the end. */
export const after = (waiting: readonly FloorRequest[], at: number, by: -1 | 1): string | undefined =>
  waiting[by < 0 ? at - 1 : at + 2]?.id;

/** placeOf is the place of a request among those who wait, from 1; 0: it does not wait. */
export const placeOf = (waiting: readonly FloorRequest[], id: string): number =>
  waiting.findIndex((request) => request.id === id) + 1;

/** upNext is who can be given the floor next: the first of those who are in the room. */
export const upNext = (waiting: readonly FloorRequest[]): FloorRequest | undefined => waiting.find(({ here }) => here);

/** passes reports whether giving somebody the floor passes over others who are there: the rules say otherwise. */
export const passes = (waiting: readonly FloorRequest[], id: string): boolean => upNext(waiting)?.id !== id;

/** mine is what somebody has asked for and still waits for, the first of it first. */
export const mine = (requests: readonly FloorRequest[], me: Person): FloorRequest[] =>
  list(requests).filter(({ person }) => person.id === me.id);

/** ended is what became of what somebody asked for, where the chair decided it: the newest first. */
export const ended = (requests: readonly FloorRequest[], me: Person): FloorRequest[] =>
  requests
    .filter(({ person, state }) => person.id === me.id && (state === "removed" || state === "written"))
    .sort((a, b) => b.number - a.number);

/** expected is when somebody is expected to speak. */
export function expected(forecast: FloorForecast | undefined, request: string): Date | undefined {
  const at = forecast?.expected.find((each) => each.request === request)?.at;
  return at === undefined ? undefined : new Date(at);
}

/**
 * lateEnd is when a session that is open will end, if that is later than the programme planned: by what was decided, and by
 * those who wait for the floor. What was shown before stays as long as it is less than a minute wrong.
 */
export function lateEnd(
  { session, forecast }: Pick<Room, "session" | "forecast">,
  before: Date | undefined,
): Date | undefined {
  const at = Math.max(Date.parse(session.expected_end), Date.parse(forecast?.ends_at ?? session.expected_end));
  if (session.state !== "open" || at - Date.parse(session.ends_at) < 60_000) return undefined;
  return before && Math.abs(at - before.getTime()) < 60_000 ? before : new Date(at);
}

/** commonLimit is how long each of those who wait may speak, where it is the same for all; else 0. */
export function commonLimit(waiting: readonly FloorRequest[]): number {
  const [first, ...others] = waiting.map(({ limit }) => limit);
  return first !== undefined && others.every((limit) => limit === first) ? first : 0;
}

/** spoke is how long a speech was, in seconds. */
export const spoke = (speech: Speech): number =>
  clockOf(speech, new Date(speech.ended_at ?? speech.started_at), []).used;

/** called is what a person is called at the floor: the State or organization, or else the name. */
export const called = ({ delegation, name }: Person): string => delegation || name;

/** sameDelegation reports whether two people speak for the same. */
export const sameDelegation = (a: Person, b: Person): boolean =>
  a.id === b.id || (a.delegation !== "" && a.delegation === b.delegation && a.code === b.code);

/** alignable reports whether somebody can associate her delegation with a statement: one for a group, of another delegation. */
export const alignable = (said: Pick<FloorRequest, "kind" | "person">, me: Person): boolean =>
  said.kind === "group" && me.delegation !== "" && !sameDelegation(said.person, me);

/** aligned reports whether somebody's delegation has done so. */
export const aligned = (said: Pick<FloorRequest, "aligned">, me: Person): boolean =>
  said.aligned.some(({ code, name }) => name === me.delegation && code === me.code);

/** What somebody is about to ask the floor for: of a right of reply, to which speech. */
export interface Wish {
  kind?: RequestKind;
  to?: Speech;
  /** A request of one's own that waits, to be changed. */
  edits?: FloorRequest;
}

/** kindsFor is what I may ask for in the ordinary way: points of order and rights of reply have ways of their own. */
export const kindsFor = ({ floor, session, me }: Pick<Room, "floor" | "session" | "me">): RequestKind[] =>
  floor.procedure.kinds.filter((kind) => {
    if (kind === "reply") return session.people.some(({ person }) => person.id === me.id);
    return kind !== "point-of-order" && kind !== "right-of-reply";
  });

/** orderable reports whether somebody in a room may raise a point of order now: on a closed list, too. */
export const orderable = ({ floor, session, silenced, requests, me }: OrderRoom): boolean =>
  floor.procedure.kinds.includes("point-of-order") &&
  session.state === "open" &&
  !silenced &&
  !wants(mine(requests, me), "point-of-order");

type OrderRoom = Pick<Room, "floor" | "session" | "silenced" | "requests" | "me">;

/** wants reports whether somebody waits for the floor with a request of a kind, if any is named to a certain speech. */
export const wants = (own: readonly FloorRequest[], kind: RequestKind, to?: string): boolean =>
  own.some((request) => request.kind === kind && (to === undefined || request.replies_to === to));

/** A list that ends this near to its time, in seconds, is on time. */
const near = 60;

/**
 * sentence says when the list is done and what could be saved: "9 speakers × 3:00 = 12:41, 11 minutes over; closing the
 * list now saves 3 minutes; limit 2:30 saves 5 minutes". Ends is the time as it is shown.
 */
export function sentence(
  { over, savings, speakers }: FloorForecast,
  waiting: readonly FloorRequest[],
  ends: string,
  text: Words["floor"]["forecast"],
): string {
  const limit = commonLimit(waiting);
  const end = limit > 0 ? text.common(speakers, duration(limit), ends) : text.mixed(speakers, ends);
  const late = Math.abs(over) < near ? text.onTime : over > 0 ? text.over(minutes(over)) : text.early(minutes(over));
  // Who has time to spare needs save none.
  const saved = savings
    .filter(({ seconds }) => over >= near && seconds >= near / 2)
    .map((s) => (s.limit === 0 ? text.closing(minutes(s.seconds)) : text.limit(duration(s.limit), minutes(s.seconds))));
  return [`${end}, ${late}`, ...saved].join("; ");
}
