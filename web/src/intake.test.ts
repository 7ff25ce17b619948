import { expect, test } from "vitest";

import { byDeed, touched } from "./intake.ts";
import { IntakeDeeds, type TakeIn, type TakeInLine } from "./protocol.ts";

const line = (deed: TakeInLine["deed"], name: string): TakeInLine => ({ deed, name, says: "" });

test("problems are read first, notes last, and nothing is lost", () => {
  const lines = [...IntakeDeeds, ...IntakeDeeds].map((deed, i) => line(deed, String(i)));
  const groups = byDeed(lines);
  expect(groups.map(({ deed }) => deed)).toEqual(["refuses", "removes", "misses", "changes", "adds", "notes"]);
  expect(groups.flatMap((group) => group.lines)).toHaveLength(lines.length);
});

test("lines of a deed stay in the order of the file; deeds that are not done are left out", () => {
  expect(byDeed([line("adds", "b"), line("notes", "x"), line("adds", "a")])).toEqual([
    { deed: "adds", lines: [line("adds", "b"), line("adds", "a")] },
    { deed: "notes", lines: [line("notes", "x")] },
  ]);
  expect(byDeed([])).toEqual([]);
});

test("what is left out or only noted touches no session", () => {
  const seen: TakeIn = {
    ...{ title: "", sessions: 9, halls: 1, people: 0, links: 0, stamp: "s" },
    ...{ added: 1, changed: 2, removed: 3, lines: [line("refuses", "x"), line("notes", "y")] },
  };
  expect(touched(seen)).toBe(6);
});
