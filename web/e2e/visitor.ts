import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

import { Faults, reportViolations } from "./faults.ts";
import { watchPeers } from "./peers.ts";

/** Where pictures and other results go; not committed. */
export const out = join(import.meta.dirname, "out");

const docs = join(import.meta.dirname, "../../docs");

const desktop = { width: 1440, height: 900 };
/** A small window, as on a phone. */
export const phone = { width: 390, height: 844 };

/** A person at a Chromium of her own: own cookies, one page, and a note of everything that went wrong in it. */
export class Visitor {
  readonly faults = new Faults();

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on("console", (entry) => {
      if (entry.type() === "error") this.faults.note(`${entry.text()} (${entry.location().url})`);
    });
    page.on("pageerror", (error) => this.faults.note(error.stack ?? error.message));
  }

  /** Opens a page of its own; goes nowhere yet. */
  static async enter(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ baseURL: address, viewport: desktop, locale: "en-GB", ...options });
    await context.addInitScript(reportViolations);
    await context.addInitScript(watchPeers);
    return new Visitor(context, await context.newPage());
  }

  /** Signs in by a login link, as a person does: opens it and presses the button. */
  async login(link: string) {
    await this.page.goto(link);
    await this.page.locator("main button").first().click();
    await this.page.waitForURL((url) => url.href !== link);
  }

  /**
   * Keeps pictures NAME-desktop, NAME-desktop-dark, NAME-phone and NAME-phone-dark in out/, and puts things back; only when
   * PLENARY_SHOTS is set: a run of the tests looks at none of them.
   */
  async screenshots(name: string) {
    if (!process.env.PLENARY_SHOTS) return;
    await mkdir(out, { recursive: true });
    const before = this.page.viewportSize() ?? desktop;
    for (const [device, size] of Object.entries({ desktop, phone })) {
      await this.page.setViewportSize(size);
      for (const colorScheme of ["light", "dark"] as const) {
        await this.page.emulateMedia({ colorScheme });
        const suffix = colorScheme === "dark" ? "-dark" : "";
        await this.page.screenshot({ path: join(out, `${name}-${device}${suffix}.png`) });
      }
    }
    await this.page.emulateMedia({ colorScheme: "light" });
    await this.page.setViewportSize(before);
  }

  /**
   * Takes the pictures of docs/, and only when PLENARY_SHOTS is set, so that a run of the tests changes no file:
   * NAME-desktop or NAME alone, NAME-phone as well where that is asked for.
   */
  async shot(name: string, also: { phone?: boolean; dark?: boolean } = {}) {
    if (!process.env.PLENARY_SHOTS) return;
    const before = this.page.viewportSize() ?? desktop;
    const take = async (file: string) => {
      await this.page.screenshot({ path: join(docs, `${file}.png`), animations: "disabled" });
    };
    await take(also.phone ? `${name}-desktop` : name);
    if (also.dark) {
      await this.page.emulateMedia({ colorScheme: "dark" });
      await take(`${name}-dark`);
      await this.page.emulateMedia({ colorScheme: "light" });
    }
    if (also.phone) {
      await this.page.setViewportSize(phone);
      await take(`${name}-phone`);
      await this.page.setViewportSize(before);
    }
  }

  /** Takes the network away from the page, sockets included, and gives it back. Media needs Relay. */
  async offline(away: boolean) {
    await this.context.setOffline(away);
  }

  /** Leaves, and fails when the page complained about anything that was not forgiven. */
  async leave() {
    // The browser reports violations after the fact: give it a turn.
    if (!this.page.isClosed()) await this.page.evaluate(() => new Promise((turn) => setTimeout(turn)));
    await this.context.close();
    this.faults.check();
  }
}
