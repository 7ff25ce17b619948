import { describe, expect, test } from "vitest";

import { clockMinutes, endingAt, movedTo, nudged, onTheWire, placedOn, shades, slotOf, withSlot } from "./editor.ts";
import type { DraftInfo, DraftProgramme } from "./protocol.ts";
import { momentOf } from "./when.ts";

const zone = "Europe/Vienna";

function session(id: string, hall: string, starts_at: string, ends_at: string): DraftInfo {
  return {
    ...{ id, version: 1, hall, starts_at, ends_at, title: id, abstract: "", translations: [], kind: "working" },
    ...{ access: "public", segments: [], languages: [], teams: [], capacity: 0, recorded: false, chat: "open" },
    ...{ questions: "moderated", askers: "attributed", people: [], changed_by: "", changed_at: starts_at },
  };
}

describe("the hall's clock", () => {
  test.each([
    ["2020-09-14", 9 * 60, "2020-09-14T07:00:00.000Z"],
    ["2020-03-29", 60, "2020-03-29T00:00:00.000Z"], // the last hour of winter
    ["2020-03-29", 3 * 60, "2020-03-29T01:00:00.000Z"], // the first of summer
    ["2020-10-25", 4 * 60, "2020-10-25T03:00:00.000Z"],
    ["2020-09-15", 0, "2020-09-14T22:00:00.000Z"],
  ])("on %s, at minute %i, is %s", (day, minutes, moment) => {
    const at = momentOf(day, minutes, zone);
    expect(new Date(at).toISOString()).toBe(moment);
    expect(clockMinutes(at, zone)).toBe(minutes);
  });
});

describe("a session", () => {
  const slot = slotOf(session("a", "A", "2020-09-14T07:00:00Z", "2020-09-14T08:00:00Z"));

  test("goes to a hall and a time on the grid, and lasts as long", () => {
    expect(onTheWire(movedTo(slot, "B", "2020-09-15", 632, zone), 3, zone)).toEqual({
      ...{ version: 3, hall: "B", starts_at: "2020-09-15T10:30", ends_at: "2020-09-15T11:30" },
    });
  });
  test("lasts as long across the change of clocks, whatever they show", () => {
    expect(onTheWire(movedTo(slot, "A", "2020-03-29", 90, zone), 1, zone)).toMatchObject({
      ...{ starts_at: "2020-03-29T01:30", ends_at: "2020-03-29T03:30" },
    });
  });
  test("ends after it starts", () => {
    expect(onTheWire(endingAt(slot, "2020-09-14", 613, zone), 1, zone).ends_at).toBe("2020-09-14T10:15");
    expect(onTheWire(endingAt(slot, "2020-09-14", 100, zone), 1, zone).ends_at).toBe("2020-09-14T09:05");
  });
  test("moves with the arrow keys", () => {
    const wire = (key: string, shift = false) => onTheWire(nudged(slot, key, shift, ["A", "B"]), 1, zone);
    expect(wire("ArrowDown")).toMatchObject({ starts_at: "2020-09-14T09:05", ends_at: "2020-09-14T10:05" });
    expect(wire("ArrowUp", true)).toMatchObject({ starts_at: "2020-09-14T09:00", ends_at: "2020-09-14T09:55" });
    expect(wire("ArrowRight").hall).toBe("B");
    expect(wire("ArrowLeft").hall).toBe("A");
    expect(wire("PageDown").starts_at).toBe("2020-09-15T09:00");
  });
  test("can be off the grid", () => {
    const off = withSlot(session("a", "A", "2020-09-14T07:00:00Z", "2020-09-14T08:00:00Z"), {
      ...{ hall: "", start: undefined, end: undefined },
    });
    expect(onTheWire(slotOf(off), 2, zone)).toEqual({ version: 2 });
  });
});

test("sessions that overlap stand side by side, and only on their day", () => {
  const all = placedOn(
    "2020-09-14",
    [
      session("a", "A", "2020-09-14T07:00:00Z", "2020-09-14T09:00:00Z"),
      session("b", "A", "2020-09-14T08:00:00Z", "2020-09-14T09:00:00Z"),
      session("c", "A", "2020-09-14T09:00:00Z", "2020-09-14T10:00:00Z"),
      session("late", "B", "2020-09-14T21:30:00Z", "2020-09-14T22:30:00Z"),
      session("next", "B", "2020-09-14T22:30:00Z", "2020-09-14T23:30:00Z"),
      session("elsewhere", "Z", "2020-09-14T09:00:00Z", "2020-09-14T10:00:00Z"),
    ],
    ["A", "B"],
    zone,
  );
  expect(
    all.map(({ session: { id }, column, top, height, lane, lanes }) => [id, column, top, height, lane, lanes]),
  ).toEqual([
    ["a", 0, 540, 120, 0, 2],
    ["b", 0, 600, 60, 1, 2],
    ["c", 0, 660, 60, 0, 1],
    ["late", 1, 1410, 60, 0, 1],
  ]);
});

test("shaded is when a hall cannot be had, and when somebody is elsewhere", () => {
  const moved = session("a", "A", "2020-09-14T07:00:00Z", "2020-09-14T08:00:00Z");
  const other = session("b", "B", "2020-09-14T10:00:00Z", "2020-09-14T11:00:00Z");
  const chair = { person: { id: "p" }, role: "chair", position: 0 } as DraftInfo["people"][number];
  const draft = {
    halls: [{ id: "A", name: "A", position: 0 }],
    sessions: [
      { ...moved, people: [chair] },
      { ...other, people: [chair] },
    ],
    availability: [{ kind: "hall", subject: "A", starts_at: "2020-09-14T06:00:00Z", ends_at: "2020-09-14T16:00:00Z" }],
  } as unknown as DraftProgramme;
  expect(shades("2020-09-14", "a", draft, zone)).toEqual([
    { column: 0, top: 0, height: 480 },
    { column: 0, top: 1080, height: 360 },
    { column: -1, top: 720, height: 60 },
  ]);
});

describe("while a session is dragged, shaded over all halls is", () => {
  const monday = "2020-09-14";
  const on = (id: string, role: "speaker" | "attendee", teams: string[], from: string, to: string): DraftInfo => ({
    ...session(id, "A", `${monday}T${from}:00Z`, `${monday}T${to}:00Z`),
    ...{ people: [{ person: { id: "p" }, role } as DraftInfo["people"][number]], teams },
  });
  const morning = (kind: "person" | "team", subject: string) => ({
    ...{ kind, subject, starts_at: `${monday}T07:00:00Z`, ends_at: `${monday}T11:00:00Z` },
  });
  const shaded = (sessions: DraftInfo[], availability: DraftProgramme["availability"]) =>
    shades(
      monday,
      "a",
      { sessions, halls: [{ id: "A", name: "A", position: 1 }], teams: [], warnings: [], stamp: 1, availability },
      zone,
    );
  const all = (...spans: [top: number, height: number][]) =>
    spans.map(([top, height]) => ({ column: -1, top, height }));
  const outside = all([0, 540], [780, 660]); // before nine and after one

  test.each([
    ["when a speaker cannot come", on("a", "speaker", [], "08:00", "09:00"), [morning("person", "p")], outside],
    [
      "not when somebody of the audience cannot",
      on("a", "attendee", [], "08:00", "09:00"),
      [morning("person", "p")],
      [],
    ],
    [
      "when its interpreters cannot come",
      on("a", "attendee", ["ru"], "08:00", "09:00"),
      [morning("team", "ru")],
      outside,
    ],
    ["not when other interpreters cannot", on("a", "attendee", ["fr"], "08:00", "09:00"), [morning("team", "ru")], []],
  ])("%s", (_, dragged, availability, expected) => {
    expect(shaded([dragged], availability)).toEqual(expected);
  });

  test("when a speaker or the interpreters are in another session", () => {
    const dragged = on("a", "speaker", ["ru"], "08:00", "09:00");
    const others = [
      on("speaks", "speaker", [], "10:00", "11:00"),
      on("listens", "attendee", [], "11:00", "12:00"),
      on("interpreted", "attendee", ["ru"], "12:00", "13:30"),
    ];
    expect(shaded([dragged, ...others], [])).toEqual(all([720, 60], [840, 90]));
  });

  test("where the hall's clock shows it, when clocks change that day", () => {
    const dragged = { ...session("a", "A", "2020-03-29T08:00:00Z", "2020-03-29T09:00:00Z"), teams: ["ru"] };
    const draft: DraftProgramme = {
      ...{ sessions: [dragged], halls: [], teams: [], warnings: [], stamp: 1 },
      availability: [
        { kind: "team", subject: "ru", starts_at: "2020-03-29T08:00:00Z", ends_at: "2020-03-29T10:00:00Z" },
      ],
    };
    expect(shades("2020-03-29", "a", draft, zone)).toEqual(all([0, 600], [720, 720])); // ten to twelve
    for (const each of draft.availability) each.subject = "other";
    const elsewhere = { ...dragged, id: "b" };
    expect(shades("2020-03-29", "a", { ...draft, sessions: [dragged, elsewhere] }, zone)).toEqual(all([600, 60]));
  });
});
