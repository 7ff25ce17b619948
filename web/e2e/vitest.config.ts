import { defineConfig } from "vitest/config";

// One file at a time: a file has a server and several browsers, and two cores have enough of that.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["*.e2e.ts"],
    pool: "forks",
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    expect: { poll: { timeout: 30_000, interval: 200 } },
    reporters: ["tree", "./tally.ts"],
  },
});
