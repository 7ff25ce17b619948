import { expect, it } from "vitest";

import { countdown, left } from "./countdown.ts";

it("counts down to the second, and says nothing about what is over or far away", () => {
  const at = (time: string): Date => new Date(`2020-09-14T${time}Z`);
  expect(countdown(at("08:44:55"), at("08:45:00"))).toBe("00:05");
  expect(countdown(at("07:39:51"), at("08:45:00"))).toBe("1:05:09");
  expect(countdown(at("08:45:00"), at("08:45:00"))).toBe("");
  expect(countdown(new Date("2020-09-01T08:45:00Z"), at("08:45:00"))).toBe("");
  expect(countdown(at("08:45:00"), new Date(""))).toBe("");
});

it("counts what is left of a short while", () => {
  const at = (time: string): Date => new Date(`2020-09-14T${time}Z`);
  expect(left(at("08:44:48"), at("08:45:00"))).toBe("0:12");
  expect(left(at("08:43:59"), at("08:45:00"))).toBe("1:01");
  expect(left(at("08:45:02"), at("08:45:00"))).toBe("0:00");
});
