import { describe, expect, it } from "vitest";

import { History, type LinesAsked } from "./history.svelte.ts";
import type { Line, LinesPage } from "./protocol.ts";

const line = (number: number) => ({ id: `l${number}`, number, text: `line ${number}` }) as Line;
const numbers = (lines: readonly Line[] | undefined) => lines?.map((l) => l.number);

/** history is that of a chat of so many lines, of which the server gives three at a time. */
function history(count: number) {
  const asked: LinesAsked[] = [];
  const all = Array.from({ length: count }, (_, i) => line(i + 1));
  const server = (question: LinesAsked): Promise<LinesPage> => {
    asked.push(question);
    if (question.q === "broken") return Promise.reject(new Error("the database does not answer"));
    const fit = all.filter(
      (l) => (!question.before || l.number < question.before) && l.text.includes(question.q ?? ""),
    );
    return Promise.resolve({ lines: fit.slice(-3), more: fit.length > 3, reacted: [] });
  };
  return { h: new History(server, (error) => (error as Error).message), asked };
}

describe("History", () => {
  it("scrolls back to the first line", async () => {
    const { h } = history(10);
    expect([numbers(h.before(8)), h.hasMore(8)]).toEqual([[], true]);
    await h.earlier(8);
    expect([numbers(h.before(8)), h.hasMore(8)]).toEqual([[5, 6, 7], true]);
    await h.earlier(8);
    await h.earlier(8);
    expect([numbers(h.before(8)), h.hasMore(8)]).toEqual([[1, 2, 3, 4, 5, 6, 7], false]);
    expect(h.hasMore(1)).toBe(false);
  });

  it("shows no gap when the room has forgotten lines meanwhile", async () => {
    const { h, asked } = history(20);
    await h.earlier(8);
    expect([numbers(h.before(12)), h.hasMore(12)]).toEqual([[], true]);
    await h.earlier(12);
    expect(asked.at(-1)).toEqual({ before: 12 });
    expect(numbers(h.before(12))).toEqual([9, 10, 11]);
  });

  it("shows nothing twice when the room has earlier lines than it had", async () => {
    const { h } = history(20);
    await h.earlier(8);
    expect(numbers(h.before(6))).toEqual([5]);
  });

  it("has all lines beside those that the room told", async () => {
    const { h, asked } = history(8);
    await h.whole(5);
    expect([numbers(h.all), h.allMore, h.read]).toEqual([[6, 7, 8], true, 5]);
    await h.whole(9);
    expect([numbers(h.all), asked.at(-1), h.read]).toEqual([[3, 4, 5, 6, 7, 8], { before: 6 }, 5]);
    h.forget("l7");
    await h.whole(9);
    expect([numbers(h.all), h.allMore]).toEqual([[1, 2, 3, 4, 5, 6, 8], false]);
    h.leave();
    expect([h.all, h.read]).toEqual([undefined, 5]);
  });

  it("finds, and says when it cannot", async () => {
    const { h } = history(20);
    await h.search(" line 1 ");
    expect([numbers(h.found), h.foundMore]).toEqual([[17, 18, 19], true]);
    h.forget("l18");
    expect(numbers(h.found)).toEqual([17, 19]);
    await h.search("broken");
    expect(h.problem).toBe("the database does not answer");
    await h.search("");
    expect([h.found, h.problem]).toEqual([undefined, ""]);
  });

  it("shows what was searched for last, whatever comes first", async () => {
    const answers: ((page: LinesPage) => void)[] = [];
    const h = new History(
      () => new Promise((resolve) => answers.push(resolve)),
      () => "",
    );
    const first = h.search("one");
    const second = h.search("two");
    answers[1]?.({ lines: [line(2)], more: false, reacted: [] });
    answers[0]?.({ lines: [line(1)], more: false, reacted: [] });
    await Promise.all([first, second]);
    expect(numbers(h.found)).toEqual([2]);
  });
});
