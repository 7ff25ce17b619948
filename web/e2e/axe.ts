import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

import type { Evaluates } from "./peers.ts";
import { phone } from "./visitor.ts";

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

/** No barriers in light and in dark, and nothing beside the window on a phone. */
export async function accessible(page: Page, what: string) {
  const before = page.viewportSize() ?? phone;
  await page.setViewportSize(phone);
  const beside = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect({ what, beside }).toEqual({ what, beside: 0 });
  await page.setViewportSize(before);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect({ what, colorScheme, barriers: await barriers(page) }).toEqual({ what, colorScheme, barriers: [] });
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "no-preference" });
}
