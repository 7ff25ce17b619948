import { describe, expect, it, test } from "vitest";

import {
  after,
  aligned,
  alignable,
  clockOf,
  commonLimit,
  duration,
  ended,
  expected,
  face,
  kindsFor,
  lateEnd,
  list,
  mine,
  orderable,
  passes,
  placeOf,
  readDuration,
  sentence,
  spoke,
  upNext,
  wants,
} from "./floor.ts";
import type { FloorForecast, FloorRequest, Person, Speech } from "./protocol.ts";
import type { Room } from "./room.ts";
import { en } from "./words/en/index.ts";

const person = (id: string, delegation = "", code = ""): Person => ({
  ...{ id, name: id, delegation, code, category: "participating-state", function: "" },
});

const request = (id: string, change: Partial<FloorRequest> = {}): FloorRequest => ({
  id,
  number: 1,
  person: person(id),
  kind: "statement",
  category: "state",
  position: 1,
  state: "waiting",
  limit: 180,
  spoken: 0,
  here: true,
  ready: false,
  aligned: [],
  requested_at: "2020-09-14T09:00:00Z",
  ...change,
});

const speech = (change: Partial<Speech> = {}): Speech => ({
  id: "s",
  number: 1,
  request: "r",
  person: person("ada"),
  kind: "statement",
  category: "state",
  limit: 180,
  extended: 0,
  started_at: "2020-09-14T09:00:00Z",
  paused: 0,
  aligned: [],
  ...change,
});

/** So many seconds after the speech began. */
const at = (seconds: number): Date => new Date(Date.parse("2020-09-14T09:00:00Z") + seconds * 1000);

describe("the clock", () => {
  test.each([
    ["as it begins", {}, 0, "3:00", "running"],
    ["before a second has passed", {}, 0.4, "3:00", "running"],
    ["a second later", {}, 1, "2:59", "running"],
    ["before the first warning", {}, 119, "1:01", "running"],
    ["at the first warning", {}, 120, "1:00", "soon"],
    ["before the last", {}, 164, "0:16", "soon"],
    ["at the last", {}, 165, "0:15", "last"],
    ["in the last second", {}, 179.5, "0:01", "last"],
    ["at its end", {}, 180, "+0:00", "over"],
    ["long after it", {}, 222, "+0:42", "over"],
    ["with more time", { extended: 60 }, 180, "1:00", "soon"],
    ["with less", { extended: -120 }, 50, "0:10", "last"],
    ["after a pause", { paused: 30 }, 90, "2:00", "running"],
    ["while it stands", { paused_at: at(60).toISOString() }, 500, "2:00", "running"],
    ["after the speech", { ended_at: at(200).toISOString() }, 900, "+0:20", "over"],
    [
      "that stood when the speech ended",
      { paused_at: at(60).toISOString(), ended_at: at(90).toISOString() },
      99,
      "2:00",
      "running",
    ],
    ["without a limit counts up", { limit: 0 }, 75, "1:15", "free"],
    ["of a visitor whose clock is slow", {}, -3, "3:00", "running"],
  ] as const)("%s", (_, change, seconds, shows, state) => {
    const clock = clockOf(speech(change), at(seconds), [60, 15]);
    expect({ shows: face(clock), state: clock.state }).toEqual({ shows, state });
  });

  it("warns when the rules say so, in whatever order they say it", () => {
    expect(clockOf(speech(), at(175), [10, 30]).state).toBe("last");
    expect(clockOf(speech(), at(155), [10, 30]).state).toBe("soon");
    expect(clockOf(speech(), at(179), [30]).state).toBe("soon");
    expect(clockOf(speech(), at(179), []).state).toBe("running");
  });

  it("knows that it stands, and how much is used", () => {
    expect(clockOf(speech({ paused_at: at(45).toISOString() }), at(99), [])).toMatchObject({
      paused: true,
      part: 0.25,
    });
    expect(clockOf(speech(), at(999), [])).toMatchObject({ paused: false, part: 1 });
    expect(spoke(speech({ ended_at: at(100).toISOString(), paused: 10 }))).toBe(90);
  });
});

test.each([
  [0, "0:00"],
  [9.9, "0:09"],
  [150, "2:30"],
  [3600, "1:00:00"],
  [-5, "0:00"],
])("%d seconds are written %s", (seconds, written) => expect(duration(seconds)).toBe(written));

test.each([
  ["3", 180],
  ["2:30", 150],
  [" 0:45 ", 45],
  ["0", 0],
  ["60:00", 3600],
  ["60:01", undefined],
  ["2:7", undefined],
  ["2:75", undefined],
  ["three", undefined],
  ["", undefined],
])("%j is read as %j seconds", (text, seconds) => expect(readDuration(text)).toBe(seconds));

describe("the list", () => {
  const all = [
    request("c", { position: 3, number: 1 }),
    request("a", { position: 1, number: 3, state: "called" }),
    request("b", { position: 2, number: 2 }),
    request("x", { state: "speaking" }),
    request("y", { state: "spoken" }),
    request("z", { state: "removed", reason: "late" }),
  ];
  const ids = list(all).map(({ id }) => id);

  it("has those who wait, in their order", () => expect(ids).toEqual(["a", "b", "c"]));

  it("says at which place one is", () => {
    expect(placeOf(list(all), "b")).toBe(2);
    expect(placeOf(list(all), "x")).toBe(0);
    expect(mine(all, person("c")).map(({ id }) => id)).toEqual(["c"]);
  });

  it("passes over those who are not in the room, and no one else", () => {
    const [away, next, last] = [request("a", { here: false }), request("b"), request("c")];
    expect(upNext([away, next, last])?.id).toBe("b");
    expect(upNext([away])).toBeUndefined();
    expect([passes([away, next, last], "b"), passes([away, next, last], "c")]).toEqual([false, true]);
  });

  it("moves by one place", () => {
    expect(after(list(all), 1, -1)).toBe("a");
    expect(after(list(all), 0, 1)).toBe("c");
    expect(after(list(all), 1, 1)).toBeUndefined();
  });

  it("tells what became of a request that the chair took off", () => {
    const me = person("z");
    const again = request("z2", { person: me, state: "written", number: 9 });
    expect(ended([...all, again], me).map(({ id }) => id)).toEqual(["z2", "z"]);
    expect(ended(all, person("y"))).toEqual([]);
  });

  it("has a common limit where all have the same", () => {
    expect(commonLimit(list(all))).toBe(180);
    expect(commonLimit([request("a"), request("b", { limit: 300 })])).toBe(0);
    expect(commonLimit([])).toBe(0);
  });

  it("knows when somebody is expected", () => {
    const forecast = {
      expected: [{ request: "b", at: "2020-09-14T09:52:00Z" }],
      ends_at: "2020-09-14T10:41:00Z",
      over: 660,
      savings: [],
      speakers: 3,
    };
    expect(expected(forecast, "b")?.toISOString()).toBe("2020-09-14T09:52:00.000Z");
    expect(expected(forecast, "a")).toBeUndefined();
    expect(expected(undefined, "b")).toBeUndefined();
  });
});

test("a late end is shown, and not rewritten for less than a minute", () => {
  const at = (time: string) => `2020-09-14T${time}Z`;
  const session = { state: "open", ends_at: at("10:30:00"), expected_end: at("10:30:00") } as Room["session"];
  const forecast = { ends_at: at("10:41:00") } as FloorForecast;
  expect(lateEnd({ session, forecast: undefined }, undefined)).toBeUndefined();
  expect(
    lateEnd({ session: { ...session, expected_end: at("10:45:00") }, forecast }, undefined)?.toISOString(),
  ).toMatch(/10:45/);
  const first = lateEnd({ session, forecast }, undefined);
  expect(first?.toISOString()).toMatch(/10:41/);
  expect(lateEnd({ session, forecast: { ...forecast, ends_at: at("10:41:50") } }, first)).toBe(first);
  expect(lateEnd({ session, forecast: { ...forecast, ends_at: at("10:42:00") } }, first)?.toISOString()).toMatch(
    /10:42/,
  );
  expect(lateEnd({ session: { ...session, state: "closed" }, forecast }, first)).toBeUndefined();
});

test("other delegations align with a statement that was made for a group", () => {
  const germany = person("g", "Germany", "DE");
  const norway = person("n", "Norway", "NO");
  const group = { kind: "group" as const, person: germany };
  expect(alignable(group, norway)).toBe(true);
  expect(alignable(group, person("other", "Germany", "DE"))).toBe(false);
  expect(alignable(group, person("nobody"))).toBe(false);
  expect(alignable({ ...group, kind: "statement" }, norway)).toBe(false);
  expect(aligned({ aligned: [{ id: "1", name: "Norway", code: "NO" }] }, norway)).toBe(true);
  expect(aligned({ aligned: [] }, norway)).toBe(false);
});

/** A room with what decides about requests; me has asked for nothing. */
const room = (change: object) =>
  ({
    me: person("me"),
    floor: { procedure: { kinds: ["statement", "group", "reply", "point-of-order", "right-of-reply"] } },
    session: { state: "open", people: [] },
    silenced: false,
    requests: [],
    ...change,
  }) as unknown as Room;

test("only who sits on the panel replies; points of order and rights of reply have ways of their own", () => {
  expect(kindsFor(room({}))).toEqual(["statement", "group"]);
  const people = [{ person: person("me"), role: "speaker", position: 1 }];
  expect(kindsFor(room({ session: { people } }))).toEqual(["statement", "group", "reply"]);
});

test("what is waited for is not asked for again", () => {
  const own = [request("a", { kind: "right-of-reply", replies_to: "s" })];
  expect([wants(own, "right-of-reply", "s"), wants(own, "right-of-reply", "t"), wants(own, "point-of-order")]).toEqual([
    true,
    false,
    false,
  ]);
});

describe("the forecast in words", () => {
  const nine = Array.from({ length: 9 }, (_, i) => request(String(i)));
  const forecast: FloorForecast = { expected: [], ends_at: "", over: 660, savings: [], speakers: 9 };
  const savings = [
    { limit: 0, seconds: 190 },
    { limit: 150, seconds: 270 },
    { limit: 170, seconds: 5 },
  ];
  test.each<[string, Partial<FloorForecast>, FloorRequest[], string]>([
    ["over time", {}, nine, "9 speakers × 3:00 = 12:41, 11 minutes over"],
    [
      "with what can be saved",
      { savings },
      nine,
      "9 speakers × 3:00 = 12:41, 11 minutes over; closing the list now saves 3 minutes; limit 2:30 saves 5 minutes",
    ],
    ["with time to spare", { over: -300, savings }, nine, "9 speakers × 3:00 = 12:41, 5 minutes to spare"],
    ["on time", { over: 20 }, nine, "9 speakers × 3:00 = 12:41, on time"],
    ["of one", { over: 61, speakers: 1 }, [request("a")], "1 speaker × 3:00 = 12:41, one minute over"],
    [
      "with several limits",
      { over: 120, speakers: 2 },
      [request("a"), request("b", { limit: 300 })],
      "2 speakers until 12:41, 2 minutes over",
    ],
    ["without a limit", { speakers: 1 }, [request("a", { limit: 0 })], "1 speaker until 12:41, 11 minutes over"],
  ])("%s", (_, change, waiting, says) => {
    expect(sentence({ ...forecast, ...change }, waiting, "12:41", en.floor.forecast)).toBe(says);
  });
});

test("a point of order is raised once, in an open session, by who is not silenced", () => {
  const me = person("me");
  expect(orderable(room({}))).toBe(true);
  expect(orderable(room({ silenced: true }))).toBe(false);
  expect(orderable(room({ session: { state: "scheduled", people: [] } }))).toBe(false);
  expect(orderable(room({ floor: { procedure: { kinds: ["statement"] } } }))).toBe(false);
  expect(orderable(room({ requests: [request("p", { person: me, kind: "point-of-order" })] }))).toBe(false);
  expect(orderable(room({ requests: [request("p", { person: me })] }))).toBe(true);
});
