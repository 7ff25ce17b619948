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

/** What axe finds serious or critical in the page as it is now, by all its rules or by some. */
export async function barriers(
  page: Evaluates & {
    evaluate(source: string): Promise<unknown>;
    evaluate<R>(run: (given: string[]) => Promise<R>, given: string[]): Promise<R>;
  },
  ...rules: string[]
): Promise<Barrier[]> {
  // The policy forbids a script element, which is how axe's own adapters come in. It stays until the page is left.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(async (only: string[]) => {
    const injected = (window as unknown as { axe: typeof axe }).axe;
    const { violations } = await injected.run(document, {
      resultTypes: ["violations"],
      ...(only.length > 0 && { runOnly: only }),
    });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, impact, help, nodes }) => ({
        rule: id,
        impact: impact ?? "",
        help,
        where: nodes.map((node) => node.target.join(" ")),
      }));
  }, rules);
}

/** No barriers in light, and none by colours in dark. */
export async function readable(page: Page, what: string) {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // Colours that are still on their way are neither scheme's.
    await page.evaluate(async () => {
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      await Promise.allSettled(
        document
          .getAnimations()
          .filter((one) => one.effect?.getTiming().iterations !== Infinity)
          .map((one) => one.finished),
      );
    });
    const found = await barriers(page, ...(colorScheme === "dark" ? ["color-contrast"] : []));
    expect({ what, colorScheme, barriers: found }).toEqual({ what, colorScheme, barriers: [] });
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "no-preference" });
}

/** The same, and nothing beside the window on a phone. */
export async function accessible(page: Page, what: string) {
  const before = page.viewportSize() ?? phone;
  await page.setViewportSize(phone);
  const beside = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect({ what, beside }).toEqual({ what, beside: 0 });
  await page.setViewportSize(before);
  await readable(page, what);
}
