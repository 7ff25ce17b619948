import { defineConfig } from "vitest/config";

// What measures is no scenario: it fails on no time, and takes as long as it takes.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["*.bench.ts"],
    pool: "forks",
    testTimeout: 900_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 30_000, interval: 200 } },
  },
});
