import { describe, expect, it } from "vitest";

import type { Question, QuestionState } from "./protocol.ts";
import { isMine, labelsOf, labelTone, labelTones, mergeable, rootOf } from "./questions.ts";

const question = (id: string, change: Partial<Question> = {}): Question => ({
  ...{
    id,
    number: 1,
    identity: "attributed",
    text: "why",
    state: "queued",
    labels: [],
    also: 0,
    position: 1,
    votes: 0,
  },
  ...{ version: 1, asked_at: "2020-09-14T08:50:00Z", changed_at: "2020-09-14T08:50:00Z" },
  asker: { id: "ada", name: "Ada", delegation: "", code: "", category: "academia", function: "" },
  ...change,
});

const nobody = { id: "", name: "", delegation: "", code: "", category: "academia", function: "" } as const;

describe("whose a question is", () => {
  it.each([
    ["hers by name", question("a"), true],
    ["another's", question("a", { asker: { ...nobody, id: "ben" } }), false],
    ["hers without a name", question("a", { asker: nobody, mine: true }), true],
    ["nobody's", question("a", { asker: nobody }), false],
  ])("%s", (_, q, mine) => expect(isMine(q, "ada")).toBe(mine));

  it("is nobody's for who has no id", () => expect(isMine(question("a", { asker: nobody }), "")).toBe(false));
});

describe("where a question went", () => {
  const all = [question("a"), question("b", { merged_into: "a" }), question("c", { merged_into: "b" })];
  it("follows all mergers", () => expect(rootOf(all[2]!, all)?.id).toBe("a"));
  it("is itself", () => expect(rootOf(all[0]!, all)?.id).toBe("a"));
  it("may be unknown", () => expect(rootOf(question("d", { merged_into: "x" }), all)).toBeUndefined());
});

describe("labels", () => {
  it("stand once each, by the alphabet", () =>
    expect(
      labelsOf([question("a", { labels: ["Trade", "Law"] }), question("b", { labels: ["law", "Право"] })], "en"),
    ).toEqual(["Law", "Trade", "Право"]));
  it("keep their colour", () => {
    expect(labelTone("Law")).toBe(labelTone("LAW"));
    for (const label of ["Law", "Право", "Menschenrechte"]) expect(labelTone(label)).toBeLessThan(labelTones);
  });
});

it("merges into what is still to be answered only", () => {
  const states: QuestionState[] = ["incoming", "queued", "answering", "answered", "merged", "dismissed"];
  const all = states.map((state, number) => question(state, { state, number: -number }));
  expect(mergeable(all[0]!, all).map(({ id }) => id)).toEqual(["answering", "queued"]);
});
