import { describe, expect, it } from "vitest";

import type { Floor, FloorRequest, Line, Notice, Person, Question, Speech } from "./protocol.ts";
import { answering, apply, kept, queue, type Room } from "./room.ts";

const person = (id: string): Person => ({
  id,
  name: id,
  delegation: "Albania",
  code: "AL",
  category: "participating-state",
  function: "",
});

const line = (number: number): Line => ({
  id: `line-${String(number)}`,
  number,
  person: person("ada"),
  text: "hello",
  said_at: "2020-09-14T08:50:00Z",
});

const question = (id: string, change: Partial<Question> = {}): Question => ({
  id,
  number: 1,
  asker: person("ada"),
  text: "why",
  identity: "attributed",
  state: "queued",
  labels: [],
  also: 0,
  version: 1,
  position: 1,
  votes: 0,
  asked_at: "2020-09-14T08:50:00Z",
  changed_at: "2020-09-14T08:50:00Z",
  ...change,
});

const floor: Floor = {
  procedure: {
    ...{ key: "osce", title: "Conference", source: "", order: "inscription", groups_first: true, kinds: [] },
    ...{ categories: [], replies: "end-of-session", most_replies: 2, warnings: [60, 15], words_per_minute: 110 },
    presets: [],
  },
  open: false,
  list_shown: true,
  times_shown: false,
};

const request = (id: string, change: Partial<FloorRequest> = {}): FloorRequest => ({
  ...{ id, number: 1, person: person(id), kind: "statement", category: "state", position: 1, state: "waiting" },
  ...{ limit: 180, spoken: 0, here: true, ready: false, aligned: [], requested_at: "2020-09-14T08:50:00Z" },
  ...change,
});

const speech = (id: string, number: number): Speech => ({
  ...{ id, number, request: id, person: person(id), kind: "statement", category: "state", limit: 180, extended: 0 },
  ...{ started_at: "2020-09-14T08:50:00Z", paused: 0, aligned: [] },
});

const welcome: Extract<Notice, { type: "Welcome" }> = {
  type: "Welcome",
  data: {
    build: "1",
    epoch: "e",
    seq: 4,
    now: "2020-09-14T08:50:00Z",
    me: person("me"),
    role: "attendee",
    can: ["watch", "chat"],
    session: {
      id: "s",
      hall: "h",
      title: "Session 1",
      abstract: "",
      kind: "working",
      access: "participants",
      languages: [],
      starts_at: "2020-09-14T08:45:00Z",
      ends_at: "2020-09-14T10:45:00Z",
      state: "open",
      people: [],
      translations: [],
      segments: [],
      segment: 0,
      capacity: 0,
      recorded: false,
      chat: "open",
      questions: "moderated",
      askers: "attributed",
      expected_start: "2020-09-14T08:45:00Z",
      expected_end: "2020-09-14T10:45:00Z",
      door: "open",
    },
    place: "audience",
    silenced: false,
    stage: [],
    backstage: [],
    lines: [line(1), line(2)],
    questions: [],
    chat_rule: { slow: 0, hold_for: 0, delegations_only: false, reactions: true },
    reacted: [],
    held: [],
    asides: { open: false, lines: [] },
    polls: [],
    ballots: [],
    proposals: [],
    votes: [],
    claims: [],
    announcements: [],
    waiting: { count: 0, waiting: [] },
    floor,
    requests: [],
    speeches: [],
    times: [],
    presence: 3,
    speaker: "",
    slots: { floor: 3, channel: 1, camera: 12, screen: 1, screen_sound: 1 },
  },
};

const after = (...notices: Notice[]): Room => {
  let room: Room | undefined;
  for (const notice of [welcome, ...notices]) room = apply(room, notice);
  if (!room) throw new Error("no room");
  return room;
};

describe("apply", () => {
  it("has no room before the welcome", () => {
    expect(apply(undefined, { type: "PresenceChanged", data: { presence: 1 } })).toBeUndefined();
  });

  it("never changes the room that was", () => {
    const before = after();
    const copy = structuredClone(before);
    apply(before, { type: "LineSaid", data: { line: line(3) } });
    apply(before, { type: "Voted", data: { question: "q", on: true } });
    expect(before).toEqual(copy);
  });

  it("takes a line once, however often it comes", () => {
    const said: Notice = { type: "LineSaid", data: { line: line(3) } };
    expect(after(said, said).lines.map((l) => l.number)).toEqual([1, 2, 3]);
    expect(after(said, { type: "LineDeleted", data: { line: "line-2" } }).lines.map((l) => l.number)).toEqual([1, 3]);
  });

  it("counts the lines of a crowd that it was not told", () => {
    const said = (number: number): Notice => ({ type: "LineSaid", data: { line: line(number) } });
    const thinned = (from: number, through: number): Notice => ({
      type: "LinesThinned",
      data: { after: from, through },
    });
    const mine: Notice = { type: "RightsChanged", data: { role: "moderator", can: ["watch", "moderate-chat"] } };
    const fresh: Notice = { type: "Welcome", data: { ...welcome.data, lines: [line(9), line(10)] } };
    expect(after().missed).toBe(0);
    expect(after(said(4), said(6), thinned(2, 9)).missed).toBe(5);
    expect(after(said(4), thinned(2, 5), said(6), thinned(5, 6)).missed).toBe(2);
    expect(after(mine, said(4), thinned(2, 9)).missed).toBe(0);
    expect(after(thinned(2, 9), fresh).missed).toBe(0); // there are no gaps in a snapshot
    expect(after(fresh, thinned(2, 12)).missed).toBe(2);
  });

  it("has held lines of mine, and, when I moderate, of all who wait", () => {
    const { number, ...rest } = line(1);
    const held = (id: string, who: string, change: object = {}): Notice => ({
      type: "LineHeld",
      data: { line: { ...rest, id, person: person(who), due_at: "2020-09-14T08:50:10Z", ...change } },
    });
    const ids = (room: Room) => room.held.map(({ id }) => id);
    const both = [held("a", "me"), held("b", "ada")];
    expect(ids(after(...both))).toEqual(["a", "b"]);
    expect(ids(after(...both, { type: "LineSaid", data: { line: { ...line(number), id: "b" } } }))).toEqual(["a"]);
    expect(ids(after(...both, held("b", "ada", { refused: true, reason: "x" })))).toEqual(["a"]);
    expect(ids(after(...both, held("a", "me", { refused: true, reason: "x" })))).toEqual(["b", "a"]);
    expect(ids(after(...both, held("a", "me", { refused: true })))).toEqual(["b"]);
    expect(ids(after(...both, { type: "RightsChanged", data: { role: "attendee", can: ["chat"] } }))).toEqual(["a"]);
  });

  it("knows how lines were taken, also those that a new snapshot does not have", () => {
    const counts = (count: number) => [{ reaction: "heart" as const, count }];
    const told: Notice = { type: "LinesReacted", data: { lines: [{ line: "line-1", counts: counts(2) }] } };
    const fresh: Notice = {
      type: "Welcome",
      data: { ...welcome.data, reacted: [{ line: "line-2", counts: counts(1) }] },
    };
    expect([...after(told, fresh).reacted]).toEqual([
      ["line-1", counts(2)],
      ["line-2", counts(1)],
    ]);
  });

  it("has asides as long as they are open to me", () => {
    const aside = (id: string) => ({
      ...{ id, number: 1, text: "x" },
      person: person("ada"),
      said_at: "2020-09-14T08:50:00Z",
    });
    const said = (id: string): Notice => ({ type: "AsideSaid", data: { aside: aside(id) } });
    const opened = (open: boolean, ...ids: string[]): Notice => ({
      type: "AsidesChanged",
      data: { asides: { open, lines: ids.map(aside) } },
    });
    const ids = (room: Room) => room.asides.lines.map(({ id }) => id);
    expect(ids(after(said("a")))).toEqual([]);
    expect(ids(after(opened(true, "a"), said("a"), said("b")))).toEqual(["a", "b"]);
    expect(ids(after(opened(true, "a", "b"), { type: "AsideDeleted", data: { aside: "a" } }))).toEqual(["b"]);
    expect(ids(after(opened(true, "a"), opened(false), said("b")))).toEqual([]);
  });

  it("keeps older lines over a new welcome, and not more than it can show", () => {
    const fresh: Notice = { type: "Welcome", data: { ...welcome.data, lines: [line(2), line(3)] } };
    expect(after(fresh).lines.map((l) => l.number)).toEqual([1, 2, 3]);
    const far: Notice = { type: "Welcome", data: { ...welcome.data, lines: [line(9), line(10)] } };
    expect(after(far).lines.map((l) => l.number)).toEqual([9, 10]);
    const many = Array.from({ length: kept + 20 }, (_, i): Notice => ({
      type: "LineSaid",
      data: { line: line(i + 3) },
    }));
    const room = after(...many);
    expect(room.lines).toHaveLength(kept);
    expect(room.lines.at(-1)?.number).toBe(kept + 22);
  });

  it("follows a question through its life", () => {
    const changed = (q: Question): Notice => ({ type: "QuestionChanged", data: { question: q } });
    let room = after(changed(question("b", { position: 2 })), changed(question("a", { position: 1 })));
    expect(queue(room).map((q) => q.id)).toEqual(["a", "b"]);
    room = apply(room, { type: "VotesChanged", data: { votes: [{ question: "b", votes: 7 }] } }) ?? room;
    expect(room.questions.find((q) => q.id === "b")?.votes).toBe(7);
    room = apply(room, changed(question("a", { state: "answering" }))) ?? room;
    expect(answering(room)?.id).toBe("a");
    room = apply(room, { type: "QuestionGone", data: { question: "a" } }) ?? room;
    expect(room.questions.map((q) => q.id)).toEqual(["b"]);
  });

  it("remembers my votes", () => {
    const voted = (on: boolean): Notice => ({ type: "Voted", data: { question: "q", on } });
    expect([...after(voted(true)).votes]).toEqual(["q"]);
    expect([...after(voted(true), voted(false)).votes]).toEqual([]);
  });

  it("forgets a mute when the place changes", () => {
    const muted: Notice = { type: "Muted", data: { source: "microphone" } };
    expect(after(muted).muted).toBe("microphone");
    expect(after(muted, { type: "PlaceChanged", data: { place: "stage" } }).muted).toBeUndefined();
  });

  it("follows a request for the floor until it is on the list no more", () => {
    const changed = (r: FloorRequest): Notice => ({ type: "FloorRequestChanged", data: { request: r } });
    let room = after(changed(request("a")), changed(request("b")), changed(request("a", { state: "called" })));
    expect(room.requests.map(({ id, state }) => [id, state])).toEqual([
      ["b", "waiting"],
      ["a", "called"],
    ]);
    room = apply(room, { type: "FloorRequestGone", data: { request: "b" } }) ?? room;
    expect(room.requests.map(({ id }) => id)).toEqual(["a"]);
  });

  it("keeps what was said with the floor, once, in its order", () => {
    const said = (s: Speech): Notice => ({ type: "SpeechEnded", data: { speech: s } });
    const aligned = { ...speech("a", 1), aligned: [{ id: "n", name: "Norway", code: "NO" }] };
    const room = after(said(speech("b", 2)), said(speech("a", 1)), said(aligned));
    expect(room.speeches.map(({ id, aligned: { length } }) => [id, length])).toEqual([
      ["a", 1],
      ["b", 0],
    ]);
  });

  it("knows who has the floor, and when others are expected to have it", () => {
    const given: Notice = { type: "FloorChanged", data: { floor: { ...floor, speech: speech("a", 1) } } };
    const forecast = { expected: [], ends_at: "2020-09-14T10:41:00Z", over: 0, savings: [], speakers: 2 };
    const room = after(given, { type: "FloorForecast", data: forecast });
    expect([room.floor.speech?.id, room.forecast?.speakers]).toEqual(["a", 2]);
    expect(apply(room, { type: "FloorForecast", data: { ...forecast, speakers: 0 } })?.forecast).toBeUndefined();
    const times = [
      {
        delegation: "Norway",
        code: "NO",
        category: "participating-state" as const,
        speeches: 1,
        seconds: 9,
        budget: 0,
      },
    ];
    expect(apply(room, { type: "SpeakingTimesChanged", data: { times } })?.times).toEqual(times);
  });
});
