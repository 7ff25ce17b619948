import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { barriers } from "./axe.ts";
import { launchChromium, launchFirefox } from "./browsers.ts";
import { Faults, reportViolations } from "./faults.ts";
import { Server } from "./server.ts";
import { Visitor } from "./visitor.ts";

let server: Server;
let chromium: Browser;

beforeAll(async () => {
  server = await Server.start();
  chromium = await launchChromium();
});

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
});

test("the page loads in Chromium, under its policy, without barriers", async () => {
  const visitor = await Visitor.enter(chromium, server.address);
  await visitor.page.goto("/");
  await visitor.page.getByRole("heading", { level: 1 }).waitFor();
  expect(await barriers(visitor.page)).toEqual([]);
  await visitor.screenshots("start");
  await visitor.leave();
});

test("the page loads in Firefox, under its policy", async () => {
  const firefox = await launchFirefox();
  try {
    const page = await firefox.newPage();
    const faults = new Faults();
    page.on("console", (entry) => entry.type() === "error" && faults.note(entry.text()));
    page.on("pageerror", (error) => faults.note(String(error)));
    await page.evaluateOnNewDocument(reportViolations);
    await page.goto(server.address);
    await page.waitForSelector("h1");
    faults.check();
  } finally {
    await firefox.close();
  }
});
