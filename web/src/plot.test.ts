import { expect, test } from "vitest";

import { line, ticks } from "./plot.ts";

test.each([
  [[], ""],
  [[5], "M0 0H100"],
  [[0], "M0 20H100"],
  [[0, 5, 10], "M0 20L50 10L100 0"],
  [[0, 0], "M0 20L100 20"],
])("the line of %j", (values, path) => {
  expect(line(values, 100, 20)).toBe(path);
});

test.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [3, [0, 1, 2, 3]],
  [7, [0, 2, 4, 6, 8]],
  [40, [0, 10, 20, 30, 40]],
  [1234, [0, 500, 1000, 1500]],
])("the ticks up to %d", (most, list) => {
  expect(ticks(most)).toEqual(list);
});
