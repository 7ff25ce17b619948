import { describe, expect, test } from "vitest";

import {
  ago,
  atClock,
  city,
  civilDay,
  civilTime,
  clockTime,
  longDay,
  minutesUntil,
  noon,
  offsetName,
  sameClock,
  zoneName,
} from "./when.ts";

const session = new Date("2020-09-14T08:45:00Z");

describe("a time in a zone", () => {
  test("is what clocks there show, in 24 hours", () => {
    expect(clockTime(session, "Europe/Vienna")).toBe("10:45");
    expect(clockTime(session, "America/New_York")).toBe("04:45");
    expect(clockTime(session, "Asia/Ulaanbaatar")).toBe("16:45");
    expect(clockTime(new Date("2020-09-14T22:00:00Z"), "Europe/Vienna")).toBe("00:00");
  });

  test("has the civil date of the zone, not of the reader", () => {
    const late = new Date("2020-09-14T23:30:00Z");
    expect(civilDay(late, "Europe/Vienna")).toBe("2020-09-15");
    expect(civilDay(late, "America/New_York")).toBe("2020-09-14");
    expect(civilTime(late, "Europe/Vienna")).toBe("2020-09-15T01:30");
  });

  test("follows the clock over the end of summer time, when one hour comes twice", () => {
    const zone = "Europe/Vienna";
    expect(civilTime(new Date("2020-10-25T00:30:00Z"), zone)).toBe("2020-10-25T02:30");
    expect(civilTime(new Date("2020-10-25T01:30:00Z"), zone)).toBe("2020-10-25T02:30");
    expect(civilTime(new Date("2020-10-25T02:30:00Z"), zone)).toBe("2020-10-25T03:30");
  });

  test("follows the clock over the beginning of summer time, when one hour is missing", () => {
    const zone = "Europe/Vienna";
    expect(civilTime(new Date("2021-03-28T00:59:00Z"), zone)).toBe("2021-03-28T01:59");
    expect(civilTime(new Date("2021-03-28T01:00:00Z"), zone)).toBe("2021-03-28T03:00");
  });
});

describe("a zone", () => {
  test("is called by its place", () => {
    expect(city("Europe/Vienna")).toBe("Vienna");
    expect(city("America/Argentina/Buenos_Aires")).toBe("Buenos Aires");
    expect(city("UTC")).toBe("UTC");
    expect(city("Etc/GMT+3")).toBe("UTC");
  });

  test("has another name and offset in winter than in summer", () => {
    const winter = new Date("2020-12-01T12:00:00Z");
    expect(zoneName(session, "Europe/Vienna", "en-GB")).toBe("Central European Summer Time, UTC+2");
    expect(zoneName(winter, "Europe/Vienna", "en-GB")).toBe("Central European Standard Time, UTC+1");
    expect(offsetName(session, "Asia/Kolkata")).toBe("UTC+5:30");
  });

  test("that shows the same time as another is not shown beside it", () => {
    expect(sameClock(session, "Europe/Vienna", "Europe/Berlin")).toBe(true);
    expect(sameClock(session, "Europe/Vienna", "Europe/London")).toBe(false);
    // Moscow keeps one time all year: the difference depends on the day.
    expect(sameClock(session, "Europe/Helsinki", "Europe/Moscow")).toBe(true);
    expect(sameClock(new Date("2020-12-01T12:00:00Z"), "Europe/Helsinki", "Europe/Moscow")).toBe(false);
  });
});

test("a day stays the same day in every language and zone", () => {
  expect(longDay(noon("2020-09-14"), "UTC", "en-GB")).toBe("Monday, 14 September 2020");
  expect(longDay(noon("2020-09-14"), "UTC", "ru")).toContain("14 сентября 2020");
});

test("minutes are counted up", () => {
  expect(minutesUntil(new Date("2020-09-14T08:30:00Z"), session)).toBe(15);
  expect(minutesUntil(new Date("2020-09-14T08:44:30Z"), session)).toBe(1);
});

test("how long ago is told in the largest whole unit", () => {
  const now = new Date("2020-09-14T12:00:00Z");
  expect(ago(new Date("2020-09-14T11:59:40Z"), now, "en-GB")).toBe("this minute");
  expect(ago(new Date("2020-09-14T09:30:00Z"), now, "en-GB")).toBe("2 hours ago");
  expect(ago(new Date("2020-09-13T09:30:00Z"), now, "en-GB")).toBe("yesterday");
});

test.each([
  ["11:30", "2020-09-14T09:00:00Z", "2020-09-14T09:30:00.000Z"],
  ["11:00", "2020-09-14T09:00:00Z", "2020-09-15T09:00:00.000Z"],
  ["00:15", "2020-09-14T21:50:00Z", "2020-09-14T22:15:00.000Z"],
  ["09:30", "2020-10-24T12:00:00Z", "2020-10-25T08:30:00.000Z"], // the clocks go back in the night between
])("clocks in Vienna show %s next after %s at %s", (time, now, at) => {
  expect(atClock(time, "Europe/Vienna", new Date(now)).toISOString()).toBe(at);
});
