import { expect, it } from "vitest";

import { Cushion } from "./cushion.ts";

it("holds back while packets must be asked for again, and some time after", () => {
  const cushion = new Cushion();
  expect(cushion.after(0, 300)).toBe(0);
  expect(cushion.after(3, 600)).toBe(0); // one in a hundred
  expect(cushion.after(33, 900)).toBe(200); // one in ten
  let packets = 900;
  for (let second = 1; second < 15; second++) expect(cushion.after(33, (packets += 300))).toBe(200);
  expect(cushion.after(33, packets + 300)).toBe(0);
});

it("does not mind when nothing comes, or the leg is a new one", () => {
  const cushion = new Cushion();
  cushion.after(10, 10_000);
  expect(cushion.after(10, 10_000)).toBe(0);
  expect(cushion.after(0, 300)).toBe(0);
});
