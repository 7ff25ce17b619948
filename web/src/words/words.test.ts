import { expect, test } from "vitest";

import { plurals } from "./plurals.ts";
import { languages, pick, speak, words } from "./words.svelte.ts";

test("the first language that is there is picked, else English", () => {
  expect(pick(["en-US", "fr"])).toBe("en");
  expect(pick(["tlh", "EN"])).toBe("en");
  expect(pick(["tlh"])).toBe("en");
  expect(pick([])).toBe("en");
});

test("numbers are counted as each language counts", () => {
  const english = plurals("en");
  const files = { one: "# file", other: "# files" };
  expect([0, 1, 2, 1234].map((n) => english(n, files))).toEqual(["0 files", "1 file", "2 files", "1,234 files"]);
  const russian = plurals("ru");
  const человек = { one: "# человек", few: "# человека", many: "# человек", other: "# человека" };
  expect([1, 2, 5, 21, 22, 111].map((n) => russian(n, человек))).toEqual([
    "1 человек",
    "2 человека",
    "5 человек",
    "21 человек",
    "22 человека",
    "111 человек",
  ]);
});

test.each(Object.keys(languages) as (keyof typeof languages)[])("%s says something for every key", async (language) => {
  await speak(language);
  // Arguments fit any message: a text that counts gets a number, one that names gets something to print.
  const say = (value: unknown, path: string): string[] => {
    if (typeof value === "function") return say((value as (...all: unknown[]) => unknown)(1, 2, 3), path);
    if (typeof value === "string") return value.trim() === "" ? [path] : [];
    return Object.entries(value as object).flatMap(([key, inner]) => say(inner, `${path}.${key}`));
  };
  const sections = Object.keys((await import("./en/index.ts")).en) as (keyof typeof words)[];
  expect(sections.flatMap((section) => say(words[section], section))).toEqual([]);
});
