import type { Reporter, TestModule } from "vitest/node";

/** Closes a run with one line that says how many tests passed and how many failed. */
export default class Tally implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]) {
    let passed = 0;
    let failed = errors.length;
    for (const module of modules) {
      failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") passed++;
        if (state === "failed") failed++;
      }
    }
    // After the other reporters' summary, so that it is the last line.
    process.once("beforeExit", () => console.log(`\n${passed} passed, ${failed} failed`));
  }
}
