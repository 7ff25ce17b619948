import { expect, test } from "vitest";

import { countryName, languageName, listed } from "./naming.ts";

test("languages and countries are named in a language", () => {
  expect(languageName("fr", "en")).toBe("French");
  expect(languageName("fr", "ru")).toBe("французский");
  expect(languageName("qaa", "en")).toBe("qaa");
  expect(countryName("AT", "en")).toBe("Austria");
  expect(countryName("AT", "fr")).toBe("Autriche");
  expect(listed(["English", "French", "Russian"], "en")).toBe("English, French, and Russian");
  expect(listed(["anglais", "français"], "fr")).toBe("anglais et français");
});
