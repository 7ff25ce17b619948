import { expect, test } from "vitest";

import file from "../../server/conference/testdata/visible.json" with { type: "json" };
import type { FormField } from "./protocol.ts";
import { visible } from "./visible.ts";

interface Cases {
  fields: (Partial<FormField> & { id: string })[];
  cases: { name: string; organizer?: boolean; answers: Partial<Record<string, string>>; shown: string[] }[];
}

// The server's own cases: what it shows, the page shows.
test("fields are shown as the server says", () => {
  const { fields, cases } = file as unknown as Cases;
  const form = fields.map((field) => ({ organizer_only: false, when_field: "", when_is: [], ...field }));
  expect(cases.length).toBeGreaterThan(0);
  for (const { name, organizer, answers, shown } of cases) {
    expect([...visible(form, answers as Record<string, string>, organizer)], name).toEqual(shown);
  }
});
