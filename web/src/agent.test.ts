import { expect, test } from "vitest";

import { agentName } from "./agent.ts";

test("browsers are called what people call them", () => {
  const chrome =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
  expect(agentName(chrome)).toBe("Chrome · Windows");
  expect(agentName(`${chrome} Edg/140.0.0.0`)).toBe("Edge · Windows");
  expect(agentName("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")).toBe("Firefox · Linux");
  expect(
    agentName(
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1",
    ),
  ).toBe("Safari · iPhone");
});

test("what is not known is kept, and cut short", () => {
  expect(agentName("curl/8.5.0")).toBe("curl/8.5.0");
  expect(agentName("")).toBe("");
  expect(agentName("x".repeat(500))).toHaveLength(60);
});
