import { describe, expect, it } from "vitest";

import { contradicted, isBadge, judge, markOf, merged, readBadge, search } from "./door.ts";
import type { Guest } from "./protocol.ts";

const guest = (id: string, name: string, more: Partial<Guest> = {}): Guest => ({
  id,
  name,
  function: "",
  place: "Albania",
  code: "AL",
  category: "participating-state",
  approved: true,
  mark: "",
  ...more,
});

describe("a badge", () => {
  it("is read however it was scanned", () => {
    expect(readBadge("https://conference.example/check-in#ABC")).toBe("ABC");
    expect(readBadge(" ABC\n")).toBe("ABC");
  });

  it("is told from a name", () => {
    expect(isBadge("https://conference.example/check-in#ABC")).toBe(true);
    expect(isBadge("JYOOYOOGABOHQ3JKK47H6GD753")).toBe(true);
    expect(isBadge("Konstantinopolskaya")).toBe(false);
    expect(isBadge("Albania")).toBe(false);
  });

  it("has the mark that the server says", async () => {
    // printf JYOOYOOGABOHQ3JKK47H6GD753 | sha256sum
    expect(await markOf("JYOOYOOGABOHQ3JKK47H6GD753")).toBe("31bcbeb8044a6cabe00a80e452ad0174");
  });
});

describe("a door", () => {
  it("says what the list says", () => {
    expect(judge(undefined)).toBe("unknown");
    expect(judge(guest("a", "Ada", { approved: false }))).toBe("not-approved");
    expect(judge(guest("a", "Ada"))).toBe("in");
    expect(judge(guest("a", "Ada", { at: "2020-09-14T09:00:00Z" }))).toBe("again");
  });

  it("takes news over", () => {
    const list = merged(new Map(), [guest("a", "Ada"), guest("b", "Ben")]);
    expect(
      [...merged(list, [guest("a", "Ada", { approved: false })]).values()].map(({ approved }) => approved),
    ).toEqual([false, true]);
  });

  it("finds people without their accents, by the words of name and place, and only who may come in", () => {
    const list = [
      guest("a", "Zoë Łukasz"),
      guest("b", "Алёна Петрова", { place: "Russian Federation" }),
      guest("c", "Zoe Away", { approved: false }),
      guest("d", "Ada Zoellner", { place: "Austria" }),
    ];
    const names = (typed: string) => search(list, typed, "en").map(({ name }) => name);
    expect(names("zoe")).toEqual(["Ada Zoellner", "Zoë Łukasz"]);
    expect(names("lukasz alb")).toEqual(["Zoë Łukasz"]);
    expect(names("алена")).toEqual(["Алёна Петрова"]);
    expect(names("  ")).toEqual([]);
  });

  it("learns of whom it let in wrongly while it had no connection", () => {
    const at = "2020-09-14T09:00:00Z";
    const sent = [
      { id: "1", badge: "A", at },
      { id: "2", badge: "B", at },
    ];
    const came = [
      { id: "1", outcome: "in" as const, guest: guest("a", "Ada") },
      { id: "2", outcome: "not-approved" as const, guest: guest("b", "Ben") },
    ];
    expect(contradicted(sent, came).map(({ id }) => id)).toEqual(["2"]);
  });
});
