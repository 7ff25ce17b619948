import { expect, test } from "vitest";

import { nobody, pick } from "./picked.ts";

const rows = ["a", "b", "c", "d", "e"];

test("a row is picked and let go", () => {
  const one = pick(nobody, rows, "b", true, false);
  expect([...one.ids]).toEqual(["b"]);
  expect(pick(one, rows, "b", false, false).ids.size).toBe(0);
});

test("a range goes from the last row that was touched, in both directions, and does what its end does", () => {
  const down = pick(pick(nobody, rows, "b", true, false), rows, "d", true, true);
  expect([...down.ids].sort()).toEqual(["b", "c", "d"]);
  const up = pick(down, rows, "a", true, true);
  expect([...up.ids].sort()).toEqual(rows.slice(0, 4));
  expect([...pick(up, rows, "c", false, true).ids]).toEqual(["d"]);
});

test("without a row to begin with, or on another page, a range is one row", () => {
  expect([...pick(nobody, rows, "c", true, true).ids]).toEqual(["c"]);
  expect([...pick({ ids: new Set(), anchor: "z" }, rows, "c", true, true).ids]).toEqual(["c"]);
});
