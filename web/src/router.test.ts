import { describe, expect, test } from "vitest";

import { find, inside, match, parameter, query, type Route } from "./router.ts";

describe("a pattern", () => {
  test("fits its path, with or without a last slash", () => {
    expect(match("/", "/")).toEqual({});
    expect(match("/desk/programme", "/desk/programme")).toEqual({});
    expect(match("/desk/programme", "/desk/programme/")).toEqual({});
    expect(match("/desk", "/desk/programme")).toBeUndefined();
    expect(match("/me", "/")).toBeUndefined();
  });

  test("names the segments after a colon, decoded", () => {
    expect(match("/sessions/:session", "/sessions/01ABC")).toEqual({ session: "01ABC" });
    expect(match("/sessions/:session", "/sessions/a%20b")).toEqual({ session: "a b" });
    expect(match("/sessions/:session", "/sessions")).toBeUndefined();
  });

  test("fits no path that encodes nothing sound", () => {
    expect(match("/sessions/:session", "/sessions/%E0%A4%A")).toBeUndefined();
  });
});

test("the first pattern that fits wins, and none is no page", () => {
  const load = () => Promise.reject(new Error("not loaded here"));
  const routes: Route[] = [
    { pattern: "/a", load },
    { pattern: "/:any", load },
  ];
  expect(find(routes, "/a")?.route.pattern).toBe("/a");
  expect(find(routes, "/b")?.params).toEqual({ any: "b" });
  expect(find(routes, "/a/b")).toBeUndefined();
});

test("nobody is sent to another site after signing in", () => {
  expect(inside("/sessions/1?x=y#z")).toBe("/sessions/1?x=y#z");
  for (const bad of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", null]) {
    expect(inside(bad)).toBeUndefined();
  }
});

test("a query is written and read", () => {
  expect(query({})).toBe("");
  expect(query({ state: "", q: "Österreich & Co", page: 2, offset: 0 })).toBe("?q=%C3%96sterreich+%26+Co&page=2");
  expect(parameter("?q=%C3%96sterreich+%26+Co", "q")).toBe("Österreich & Co");
  expect(parameter("", "q")).toBe("");
});
