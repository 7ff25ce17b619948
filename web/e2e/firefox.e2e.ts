// The other engine: join, watch, hear, ask. It decodes no H264 here, so it watches the speakers who send VP8.
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { launchFirefox, reachable } from "./browsers.ts";
import { Faults, reportViolations } from "./faults.ts";
import { readPeers, received, rising, watchPeers } from "./peers.ts";
import { Server } from "./server.ts";

let server: Server;
let firefox: Browser;

beforeAll(async () => {
  [server, firefox] = await Promise.all([Server.start(...reachable), launchFirefox()]);
});

afterAll(async () => {
  await firefox?.close();
  await server?.stop();
});

test("somebody at Firefox joins, watches, hears and asks", async () => {
  const page = await firefox.newPage();
  const faults = new Faults();
  page.on("console", (entry) => entry.type() === "error" && faults.note(entry.text()));
  page.on("pageerror", (error) => faults.note(String(error)));
  await page.evaluateOnNewDocument(reportViolations);
  await page.evaluateOnNewDocument(watchPeers);
  await page.goto(server.links.attendee);
  await page.locator("main button").click();
  await page.locator(`::-p-text(${en.room.entry.join})`).click();

  // It watches …
  const first = await readPeers(page);
  await expect.poll(async () => rising(first, await readPeers(page), "video").length).toBeGreaterThan(0);
  const before = await readPeers(page);
  await expect.poll(async () => rising(before, await readPeers(page), "video").length).toBeGreaterThan(0);
  // … and hears: not packets alone, but sound in them, from elements that play it.
  const energy = async () =>
    received(await readPeers(page), "audio").reduce((sum, stat) => sum + (stat.totalAudioEnergy ?? 0), 0);
  const quiet = await energy();
  await expect.poll(energy).toBeGreaterThan(quiet);
  const playing = () => page.$$eval("audio", (all) => all.filter((one) => !one.paused && !one.muted).length);
  expect(await playing()).toBeGreaterThan(0);
  expect((await readPeers(page)).map(({ remoteDescriptions }) => remoteDescriptions)).toEqual([1]);

  // … and asks.
  const text = "Does this work in Firefox?";
  await page.locator(`[role="tablist"] ::-p-text(${en.room.questions.tab})`).click();
  await page.locator("#ask").fill(text);
  await page.locator('form:has(#ask) button[type="submit"]').click();
  await page.waitForFunction(
    (asked, state) => {
      const list = [...document.querySelectorAll("li")].map((entry) => entry.innerText);
      return list.some((entry) => entry.includes(asked) && entry.includes(state));
    },
    {},
    text,
    en.room.questions.state.incoming,
  );
  faults.check();
});
