import { expect, it } from "vitest";

import type { Command } from "./protocol.ts";
import { Taken } from "./taken.svelte.ts";

it("turns a reaction on and off, and back when it is refused", async () => {
  const sent: Command[] = [];
  let accepted = true;
  const taken = new Taken((command) => {
    sent.push(command);
    return Promise.resolve(accepted);
  });
  taken.learn([{ line: "a", counts: [{ reaction: "heart", count: 2 }], mine: ["heart"] }]);
  expect([taken.has("a", "heart"), taken.has("a", "laugh"), taken.has("b", "heart")]).toEqual([true, false, false]);
  await taken.turn("a", "heart");
  await taken.turn("b", "laugh");
  expect([taken.has("a", "heart"), taken.has("b", "laugh")]).toEqual([false, true]);
  accepted = false;
  await taken.turn("b", "laugh");
  expect(taken.has("b", "laugh")).toBe(true);
  expect(sent.map((command) => command.data)).toEqual([
    { line: "a", reaction: "heart", on: false },
    { line: "b", reaction: "laugh", on: true },
    { line: "b", reaction: "laugh", on: false },
  ]);
});
