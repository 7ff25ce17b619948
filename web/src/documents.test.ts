import { expect, it } from "vitest";

import { facts, fileSize } from "./documents.ts";

it("says how large a file is", () => {
  expect([1, 812_300, 3_420_000, 20_971_520].map((size) => fileSize(size, "en-GB"))).toEqual([
    "1 KB",
    "812 KB",
    "3.4 MB",
    "21 MB",
  ]);
});

it("says what a document is", () => {
  const document = {
    id: "a",
    title: "Agenda",
    address: "/api/a",
    language: "ru",
    file_name: "повестка.pdf",
    size: 5000,
  };
  expect(facts(document, "en-GB")).toBe("RU · PDF · 5 KB");
  expect(facts({ ...document, language: "", file_name: "", size: 0 }, "en-GB")).toBe("");
});
