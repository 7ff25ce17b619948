import { expect, it } from "vitest";

import { matching, subjects } from "./availability.ts";
import type { DraftProgramme } from "./protocol.ts";

const person = (id: string, name: string, delegation = "") => ({
  person: { id, name, delegation, code: "", category: "academia" as const, function: "" },
  role: "speaker" as const,
  position: 0,
});
const draft = {
  halls: [{ id: "h", name: "Neuer Saal", position: 0 }],
  teams: [{ id: "t", name: "Booth A", languages: ["en"] }],
  sessions: [
    { people: [person("p", "Zoë", "Albania"), person("q", "Ada")] },
    { people: [person("p", "Zoë", "Albania")] },
  ],
  availability: [
    { kind: "team", subject: "t", starts_at: "2020-09-15T07:00:00Z", ends_at: "2020-09-15T10:00:00Z" },
    { kind: "team", subject: "t", starts_at: "2020-09-14T07:00:00Z", ends_at: "2020-09-14T10:00:00Z" },
  ],
} as unknown as DraftProgramme;

it("lists halls, teams and everybody on the programme once, with their times in order", () => {
  const all = subjects(draft, "en");
  expect(all.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "hall Neuer Saal",
    "team Booth A",
    "person Ada",
    "person Zoë (Albania)",
  ]);
  expect(all[1]?.times.map(({ starts_at }) => starts_at.slice(0, 10))).toEqual(["2020-09-14", "2020-09-15"]);
});

it("finds by name, those with times first", () => {
  const names = (typed: string) => matching(subjects(draft, "en"), typed).map(({ name }) => name);
  expect(names("")[0]).toBe("Booth A");
  expect(names("alb")).toEqual(["Zoë (Albania)"]);
  expect(names("nobody")).toEqual([]);
});
