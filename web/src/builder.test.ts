import { describe, expect, test } from "vitest";

import { addable, conditions, dependants, lines, lostChoice, moved, newField } from "./builder.ts";
import type { FormField } from "./protocol.ts";

const field = (id: string, more: Partial<FormField> = {}): FormField => ({ ...newField("text"), id, ...more });
const meal = field("meal", { kind: "choice", choices: ["All", "Vegetarian"] });
const allergies = field("allergies", { when_field: "meal", when_is: ["Vegetarian"] });
const seat = field("seat", { kind: "choice", choices: ["1"], organizer_only: true });
const form = [field("name", { kind: "name" }), meal, allergies, seat];
const ids = (fields: FormField[] | undefined) => fields?.map(({ id }) => id);

describe("moving a field", () => {
  test.each([
    [0, 3, ["meal", "allergies", "seat", "name"]],
    [3, 0, ["seat", "name", "meal", "allergies"]],
    [1, 2, undefined], // behind the field that depends on it
    [2, 1, undefined],
    [0, 4, undefined],
    [0, -1, undefined],
  ] as const)("from %i to %i", (from, to, want) => {
    expect(ids(moved(form, from, to))).toEqual(want);
  });
});

test("a standard field is offered once, others always", () => {
  expect(addable(form)).not.toContain("name");
  expect(addable(form)).toContain("photo");
  expect(addable(form)).toContain("choice");
  expect(newField("photo").id).toBe("photo");
});

test("a field depends on what stands before it, and is seen by the same people", () => {
  expect(ids(conditions(form, allergies))).toEqual(["meal"]);
  expect(ids(conditions(form, field("new")))).toEqual(["meal"]);
  expect(ids(conditions(form, field("new", { organizer_only: true })))).toEqual(["meal", "seat"]);
  expect(ids(conditions(form, meal))).toEqual([]);
  expect(ids(dependants(form, "meal"))).toEqual(["allergies"]);
});

test("a choice that a field is asked with stays", () => {
  expect(lostChoice(form, meal)).toBeUndefined();
  expect(lostChoice(form, { ...meal, choices: ["All"] })).toEqual([allergies, "Vegetarian"]);
  expect(lines(" All \n\n Vegetarian")).toEqual(["All", "Vegetarian"]);
});
