import { describe, expect, test } from "vitest";

import { days, delayed, firstOf, inLanguage, nowLine, running, standing } from "./programme.ts";
import type { ProgrammeEntry, SessionState } from "./protocol.ts";

const zone = "Europe/Vienna";

function entry(id: string, starts_at: string, ends_at: string, state: SessionState = "scheduled"): ProgrammeEntry {
  const session = {
    id,
    hall: "",
    title: id,
    abstract: "",
    kind: "working",
    access: "public",
    languages: [],
    people: [],
    translations: [],
    segments: [],
    segment: 0,
    capacity: 0,
    recorded: false,
    chat: "open",
    questions: "moderated",
    askers: "attributed",
  };
  return {
    session: {
      ...session,
      starts_at,
      ends_at,
      state,
      expected_start: starts_at,
      expected_end: ends_at,
      door: "open",
    } as ProgrammeEntry["session"],
    role: "visitor",
    can: [],
    documents: [],
  };
}

const morning = entry("morning", "2020-09-14T07:30:00Z", "2020-09-14T08:30:00Z");
const noon = entry("noon", "2020-09-14T10:00:00Z", "2020-09-14T11:00:00Z");
const night = entry("night", "2020-09-14T22:30:00Z", "2020-09-14T23:30:00Z");

describe("the days", () => {
  test("are all there when only their first entries are", () => {
    const all = days([noon, night, morning], zone, "2020-09-14", "2020-09-15");
    const ids = (count: number) => firstOf(all, count).map(({ entries }) => entries.map(({ session }) => session.id));
    expect(ids(1)).toEqual([["morning"], []]);
    expect(ids(2)).toEqual([["morning", "noon"], []]);
    expect(ids(Infinity)).toEqual([["morning", "noon"], ["night"]]);
  });

  test("are all of the conference, in order, and sessions stand on their civil day", () => {
    const all = days([noon, night, morning], zone, "2020-09-14", "2020-09-16");
    expect(all.map(({ day, entries }) => [day, entries.map(({ session }) => session.id)])).toEqual([
      ["2020-09-14", ["morning", "noon"]],
      ["2020-09-15", ["night"]],
      ["2020-09-16", []],
    ]);
  });

  test("have room for a session outside them, and for a month's end", () => {
    const early = entry("early", "2020-09-12T08:00:00Z", "2020-09-12T09:00:00Z");
    expect(days([early], zone, "2020-09-30", "2020-10-01").map(({ day }) => day)).toEqual([
      "2020-09-12",
      "2020-09-30",
      "2020-10-01",
    ]);
  });
});

describe("the line for now", () => {
  const [day] = days([morning, noon], zone, "2020-09-14", "2020-09-14");
  if (!day) throw new Error("there is a day");

  test("stands before what comes next, or after everything", () => {
    expect(nowLine(day, new Date("2020-09-14T06:00:00Z"), zone)).toBe(0);
    expect(nowLine(day, new Date("2020-09-14T09:00:00Z"), zone)).toBe(1);
    expect(nowLine(day, new Date("2020-09-14T12:00:00Z"), zone)).toBe(2);
  });

  test("is not there while something runs, nor on other days", () => {
    expect(nowLine(day, new Date("2020-09-14T08:00:00Z"), zone)).toBe(-1);
    expect(nowLine(day, new Date("2020-09-13T09:00:00Z"), zone)).toBe(-1);
  });

  test("a session runs from its start until before its end", () => {
    expect(running(morning, new Date("2020-09-14T07:30:00Z"))).toBe(true);
    expect(running(morning, new Date("2020-09-14T08:30:00Z"))).toBe(false);
  });
});

describe("what is said of a session", () => {
  const at = (time: string) => new Date(`2020-09-14T${time}:00Z`);

  test("comes from the timetable until it is opened", () => {
    expect(standing(noon, at("08:00"))).toBe("coming");
    expect(standing(noon, at("09:30"))).toBe("near");
    expect(standing(noon, at("09:50"))).toBe("soon");
    expect(standing(noon, at("10:10"))).toBe("late");
    expect(standing(noon, at("11:00"))).toBe("over");
  });

  test("comes from the organizers once they opened it, whatever the timetable says", () => {
    const open = entry("open", "2020-09-14T10:00:00Z", "2020-09-14T11:00:00Z", "open");
    const closed = entry("closed", "2020-09-14T10:00:00Z", "2020-09-14T11:00:00Z", "closed");
    expect(standing(open, at("08:00"))).toBe("live");
    expect(standing(open, at("12:00"))).toBe("live");
    expect(standing(closed, at("10:30"))).toBe("ended");
  });
});

describe("a session's words", () => {
  const session = {
    ...morning.session,
    title: "Opening",
    abstract: "Welcome",
    translations: [{ language: "ru", title: "Открытие" }],
  };
  test("are in the first of the reader's languages that there are", () => {
    expect(inLanguage(session, ["fr-FR", "ru-RU", "en"], "en")).toEqual({ title: "Открытие", abstract: "Welcome" });
    expect(inLanguage(session, ["fr"], "en").title).toBe("Opening");
  });
  test("are those it was written in for who reads these first", () => {
    expect(inLanguage(session, ["en-GB", "ru"], "en").title).toBe("Opening");
  });
  test("say when it is expected at another time", () => {
    expect(delayed(session)).toBe(false);
    expect(delayed({ ...session, expected_end: "2020-09-14T08:45:00Z" })).toBe(true);
    expect(delayed({ ...session, floor_ends: session.expected_end })).toBe(false);
    expect(delayed({ ...session, floor_ends: "2020-09-14T08:45:00Z" })).toBe(true);
  });
});
