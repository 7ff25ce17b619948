import { describe, expect, it } from "vitest";

import { grid, order, type Places, type Rect, spotlight } from "./arrange.ts";

describe("order", () => {
  it("keeps everybody's place when others come and go", () => {
    expect(order([], ["a", "b"])).toEqual(["a", "b"]);
    expect(order(["b", "a"], ["a", "b", "c"])).toEqual(["b", "a", "c"]);
    expect(order(["b", "a", "c"], ["a", "c"])).toEqual(["a", "c"]);
  });

  it("changes the places of two when another is to be large, and of nobody else", () => {
    expect(order(["a", "b", "c", "d"], ["a", "b", "c", "d"], "c")).toEqual(["c", "b", "a", "d"]);
    expect(order(["c", "b", "a", "d"], ["a", "b", "c", "d"], "c")).toEqual(["c", "b", "a", "d"]);
    expect(order(["a", "b"], ["a", "b"], "z")).toEqual(["a", "b"]);
  });
});

const sizes = [
  [1020, 760],
  [1600, 700],
  [390, 300],
  [390, 600],
  [844, 300],
] as const;

const apart = (a: Rect, b: Rect): boolean =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

function fits({ rects, more }: Places, width: number, height: number) {
  const all = more ? [...rects, more] : rects;
  for (const rect of all) {
    expect(rect.x).toBeGreaterThanOrEqual(0);
    expect(rect.y).toBeGreaterThanOrEqual(0);
    expect(rect.x + rect.width).toBeLessThanOrEqual(width + 1);
    expect(rect.y + rect.height).toBeLessThanOrEqual(height + 1);
    expect(rect.width).toBeGreaterThan(0);
    expect(Math.abs(rect.width / rect.height - 16 / 9)).toBeLessThan(0.1);
  }
  all.forEach((a, i) => all.slice(i + 1).forEach((b) => expect(apart(a, b)).toBe(true)));
}

describe.each(sizes)("on %i × %i", (width, height) => {
  it.each([1, 2, 3, 4, 5, 7, 12])("a grid of %i fits", (count) => {
    const places = grid(count, width, height);
    expect(places.rects).toHaveLength(count);
    fits(places, width, height);
  });

  it.each([1, 2, 3, 4, 5, 7, 12])("one large and %i in all fit", (count) => {
    const places = spotlight(count, width, height);
    expect(places.more ? places.rects.length < count : places.rects.length === count).toBe(true);
    fits(places, width, height);
    const [large, ...small] = places.rects;
    for (const rect of small) expect(large?.width).toBeGreaterThanOrEqual(rect.width);
  });
});

describe("spotlight", () => {
  it("puts the others where they take least", () => {
    const [, below] = spotlight(3, 1000, 760).rects;
    expect(below?.y).toBeGreaterThan(500);
    const [, beside] = spotlight(3, 1800, 700).rects;
    expect(beside?.x).toBeGreaterThan(1200);
  });

  it("says that there are more than it shows", () => {
    expect(spotlight(12, 390, 300).more).toBeDefined();
    expect(spotlight(4, 1000, 760).more).toBeUndefined();
  });
});
