/**
 * What went wrong in a page that no assertion looked at: console errors, uncaught errors, and what the content security
 * policy refused. A test ends with none, except for what it said it would forgive.
 */
export class Faults {
  private readonly seen: string[] = [];
  private readonly forgiven: RegExp[] = [];

  /** Takes note of a fault. */
  note(what: string) {
    this.seen.push(what);
  }

  /** Says that faults like this are part of the test, such as failed requests while the network is away. */
  forgive(...patterns: RegExp[]) {
    this.forgiven.push(...patterns);
  }

  /** Throws when there is a fault that was not forgiven. */
  check() {
    const left = this.seen.filter((fault) => !this.forgiven.some((pattern) => pattern.test(fault)));
    if (left.length > 0) throw new Error(`the page complained:\n  ${left.join("\n  ")}`);
  }
}

/** Turns what the policy refused into console errors, with all its facts. Runs in the page before its own scripts. */
export function reportViolations() {
  document.addEventListener("securitypolicyviolation", (violation) => {
    const { effectiveDirective, blockedURI, sourceFile, lineNumber, sample } = violation;
    console.error(`policy refused ${blockedURI} by ${effectiveDirective} at ${sourceFile}:${lineNumber} ${sample}`);
  });
}
