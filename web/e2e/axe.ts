import axe from "axe-core";

import type { Evaluates } from "./peers.ts";

/** A rule that the page breaks, and where. */
export interface Barrier {
  rule: string;
  impact: string;
  help: string;
  where: string[];
}

/** What axe finds serious or critical in the page as it is now. */
export async function barriers(page: Evaluates & { evaluate(source: string): Promise<unknown> }): Promise<Barrier[]> {
  // The policy forbids a script element, which is how axe's own adapters come in.
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const injected = (window as unknown as { axe: typeof axe }).axe;
    const { violations } = await injected.run(document, { resultTypes: ["violations"] });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, impact, help, nodes }) => ({
        rule: id,
        impact: impact ?? "",
        help,
        where: nodes.map((node) => node.target.join(" ")),
      }));
  });
}
