import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Refusal } from "./connection.ts";
import { Outbox, pause } from "./outbox.svelte.ts";
import type { Command, Done } from "./protocol.ts";

describe("Outbox", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const explain = (error: unknown) => (error as Error).message;

  /** outbox is one whose server answers each sending as told, and then saves everything. */
  function outbox(...refusals: Error[]) {
    const sent: string[] = [];
    const box = new Outbox((command: Command, id: string) => {
      sent.push(`${command.type} ${id}`);
      const refusal = refusals.shift();
      return refusal ? Promise.reject(refusal) : Promise.resolve({} as Done);
    }, explain);
    return { box, sent };
  }

  const unsaved = () =>
    new Refusal("unavailable", "this was not saved: the database does not answer; please try again", 2);

  it("sends again by itself what could not be saved, under the same id", async () => {
    const { box, sent } = outbox(unsaved(), unsaved());
    box.draft = "Good morning";
    box.say();
    await vi.advanceTimersByTimeAsync(0);
    expect(box.lines).toMatchObject([{ text: "Good morning", problem: "", unsaved: true }]);
    await vi.advanceTimersByTimeAsync(2_500);
    expect(box.lines).toMatchObject([{ unsaved: true }]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(box.lines).toEqual([]);
    expect(sent).toHaveLength(3);
    expect(new Set(sent).size).toBe(1);
  });

  it("sends nothing again that was refused for good, until it is asked to", async () => {
    const { box, sent } = outbox(new Refusal("forbidden", "a moderator has silenced you"));
    box.draft = "Hello";
    box.say();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(1);
    const line = box.lines[0];
    expect(line).toMatchObject({ problem: "a moderator has silenced you", unsaved: false });
    if (line) box.again(line);
    await vi.advanceTimersByTimeAsync(0);
    expect(box.lines).toEqual([]);
  });

  it("gives up what is discarded, and everything when it is closed", async () => {
    const { box, sent } = outbox(unsaved(), unsaved());
    for (const text of ["one", "two"]) {
      box.draft = text;
      box.say();
    }
    await vi.advanceTimersByTimeAsync(0);
    const first = box.lines[0];
    if (first) box.discard(first);
    box.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(2);
    expect(box.lines).toMatchObject([{ text: "two", unsaved: true }]);
  });

  it("waits longer each time, but never for long", () => {
    expect(pause(0, 0, 0.5)).toBe(2_000);
    expect(pause(1, 0, 0.5)).toBe(4_000);
    expect(pause(0, 10, 0.5)).toBe(10_000);
    expect(pause(50, 0, 0.5)).toBe(15_000);
    expect(pause(0, 0, 0)).toBeLessThan(pause(0, 0, 1));
  });
});
