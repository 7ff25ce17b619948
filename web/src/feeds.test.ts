import { expect, test } from "vitest";

import { onlyMine, webcal } from "./feeds.ts";

test.each([
  ["https://conference.example/calendar.ics", "webcal://conference.example/calendar.ics"],
  ["http://127.0.0.1:8080/calendar.ics", "webcal://127.0.0.1:8080/calendar.ics"],
  ["https://conference.example/calendar/http:x.ics", "webcal://conference.example/calendar/http:x.ics"],
])("calendars subscribe to %s as %s", (address, subscribed) => {
  expect(webcal(address)).toBe(subscribed);
});

test("the own calendar can be narrowed to the own sessions", () => {
  expect(onlyMine("https://conference.example/calendar/a-b_c.ics")).toBe(
    "https://conference.example/calendar/a-b_c.ics?mine=1",
  );
});
