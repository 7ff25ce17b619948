import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Refusal } from "./connection.ts";
import { Deeds, GivenUp } from "./deeds.svelte.ts";
import type { Command, Done } from "./protocol.ts";

const vote = (on: boolean, question = "q1"): Command => ({ type: "Upvote", data: { question, on } });
const unsaved = () => new Refusal("unavailable", "this was not saved: the database is locked; please try again", 2);

describe("Deeds", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** deeds are some whose server refuses as told, and then saves everything. */
  function deeds(...refusals: Error[]) {
    const sent: string[] = [];
    const all = new Deeds((command: Command, id: string) => {
      sent.push(`${JSON.stringify(command.data)} ${id}`);
      const refusal = refusals.shift();
      return refusal ? Promise.reject(refusal) : Promise.resolve({} as Done);
    });
    return { all, sent };
  }

  /** outcome is what has become of a promise, kept as it comes. */
  function outcome(promise: Promise<Done>) {
    const kept: { is: unknown } = { is: "open" };
    promise.then(
      () => (kept.is = "saved"),
      (error: unknown) => (kept.is = error),
    );
    return kept;
  }

  it("sends again by itself what could not be saved, under the same id, and tells so until it is", async () => {
    const { all, sent } = deeds(unsaved(), unsaved());
    const done = outcome(all.send(vote(true)));
    await vi.advanceTimersByTimeAsync(0);
    expect([done.is, all.unsaved.length, all.waits(vote(false))]).toEqual(["open", 1, true]);
    expect(all.waits(vote(true, "q2"))).toBe(false);
    await vi.advanceTimersByTimeAsync(2_600);
    expect([done.is, all.unsaved.length]).toEqual(["open", 1]);
    await vi.advanceTimersByTimeAsync(5_100);
    expect([done.is, all.unsaved.length]).toEqual(["saved", 0]);
    expect(sent).toHaveLength(3);
    expect(new Set(sent).size).toBe(1);
  });

  it("says why when it is refused for good, and tries no more", async () => {
    const closed = new Refusal("conflict", "voting on this question has ended");
    const { all, sent } = deeds(unsaved(), closed);
    const done = outcome(all.send(vote(true)));
    await vi.advanceTimersByTimeAsync(60_000);
    expect([done.is, all.unsaved.length, sent.length]).toEqual([closed, 0, 2]);
  });

  it("carries out what was wanted last, when one changes her mind", async () => {
    const { all, sent } = deeds(unsaved());
    const first = outcome(all.send(vote(true)));
    await vi.advanceTimersByTimeAsync(0);
    const second = outcome(all.send(vote(false)));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(first.is).toBeInstanceOf(GivenUp);
    expect(second.is).toBe("saved");
    expect(sent.map((one) => one.slice(0, 27))).toHaveLength(2);
    expect(sent.at(-1)).toContain('"on":false');
  });

  it("does not send again what was overtaken before it was refused", async () => {
    const answers: ((error?: Error) => void)[] = [];
    const all = new Deeds(
      () => new Promise((resolve, reject) => answers.push((error) => (error ? reject(error) : resolve({})))),
    );
    const first = outcome(all.send(vote(true)));
    const second = outcome(all.send(vote(false)));
    answers[0]?.(unsaved());
    answers[1]?.();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(first.is).toBeInstanceOf(GivenUp);
    expect([second.is, answers.length]).toEqual(["saved", 2]);
  });

  it("keeps deeds about different things apart, and gives all of them up at once", async () => {
    const { all, sent } = deeds(unsaved(), unsaved());
    const both = [outcome(all.send(vote(true))), outcome(all.send(vote(true, "q2")))];
    await vi.advanceTimersByTimeAsync(0);
    expect(all.unsaved).toHaveLength(2);
    all.discard();
    await vi.advanceTimersByTimeAsync(60_000);
    for (const one of both) expect(one.is).toBeInstanceOf(GivenUp);
    expect([all.unsaved.length, sent.length]).toEqual([0, 2]);
  });

  it("leaves alone what must not be sent twice, and what is of the moment", async () => {
    const { all, sent } = deeds(unsaved());
    const done = outcome(all.send({ type: "EnterBackstage", data: {} }));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(done.is).toBeInstanceOf(Refusal);
    expect(sent).toHaveLength(1);
  });
});
