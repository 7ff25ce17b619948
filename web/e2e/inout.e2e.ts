// How the programme comes in and goes out: a schedule file at the desk, calendars and paper for everybody.
import { resolve } from "node:path";

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { barriers } from "./axe.ts";
import { launchChromium } from "./browsers.ts";
import { Server } from "./server.ts";
import { Visitor } from "./visitor.ts";

let server: Server;
let chromium: Browser;

beforeAll(async () => {
  [server, chromium] = await Promise.all([Server.start("--no-crowd"), launchChromium()]);
});

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
});

const w = en.inout;
const democon = resolve(import.meta.dirname, "../../server/schedule/testdata/democon.json");

test("an organizer brings a schedule in as its preview says; the second time it changes nothing", async () => {
  const organizer = await Visitor.enter(chromium, server.address);
  const { page } = organizer;
  await organizer.login(server.links.organizer);
  await page.goto("/desk/programme");
  const dialog = page.getByRole("dialog", { name: w.desk.bring });
  const choose = async (file: Parameters<typeof picker.setInputFiles>[0]) => {
    if (!(await dialog.isVisible())) await page.getByRole("button", { name: w.desk.bring }).click();
    await picker.setInputFiles(file);
  };
  const picker = dialog.getByLabel(w.desk.file, { exact: true });

  organizer.faults.forgive(/422/);
  await choose({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no schedule") });
  await dialog.getByRole("alert").getByText("neither a schedule.json nor a schedule.xml").waitFor();
  await choose(democon);
  await dialog.getByText("DemoCon").waitFor();
  const apply = dialog.getByRole("button", { name: /^Bring in \d+ sessions$/ });
  const sessions = Number(/\d+/.exec(await apply.innerText())?.[0]);
  expect(sessions).toBeGreaterThan(20);
  await organizer.screenshots("take-in");
  expect(await barriers(page)).toEqual([]);
  await apply.click();
  await page
    .getByText(w.desk.done(sessions, 0, 0))
    .first()
    .waitFor();
  await page
    .locator("main")
    .getByRole("heading", { name: /December 2020$/ })
    .first()
    .waitFor();

  await choose(democon);
  await dialog.getByText(w.desk.nothing).waitFor();
  expect(await dialog.getByRole("button", { name: w.desk.apply(0) }).isEnabled()).toBe(true);
  await dialog.getByRole("button", { name: en.button.cancel }).click();

  for (const name of ["schedule.json", "schedule.xml"]) {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name, exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(name);
    expect(await download.failure()).toBeNull();
  }
  await page.getByRole("region", { name: w.desk.title }).scrollIntoViewIfNeeded();
  await organizer.screenshots("in-and-out");
  expect(await barriers(page)).toEqual([]);
  await organizer.leave();
});

test("the programme goes into calendars and on paper; the own calendar can be taken back", async () => {
  const attendee = await Visitor.enter(chromium, server.address);
  const { page } = attendee;
  await page.goto("/");
  expect(await page.getByRole("link", { name: w.print }).getAttribute("href")).toBe("/programme.pdf");
  expect((await page.request.get("/programme.pdf")).headers()["content-type"]).toBe("application/pdf");
  await attendee.login(server.links.attendee);
  await page.goto("/");
  await page.getByRole("article").first().waitFor();
  await attendee.screenshots("programme-takeaway");

  const [one] = await Promise.all([
    page.waitForEvent("download"),
    page
      .getByRole("link", { name: new RegExp(`^${w.add}`) })
      .first()
      .click(),
  ]);
  expect(one.suggestedFilename()).toBe("session.ics");

  await page.getByRole("button", { name: w.calendar, exact: true }).click();
  const dialog = page.getByRole("dialog", { name: w.title });
  expect(await dialog.getByRole("link", { name: w.subscribe }).getAttribute("href")).toMatch(/^webcal:/);
  await dialog.getByRole("button", { name: w.make }).click();
  await dialog.getByText(w.once).waitFor();
  await attendee.screenshots("calendars");
  expect(await barriers(page)).toEqual([]);
  const address = await dialog.locator("code").nth(1).innerText();
  expect(await (await page.request.get(address)).text()).toContain("BEGIN:VEVENT");
  await dialog.getByRole("button", { name: w.takeBack }).click();
  await dialog.getByRole("button", { name: w.make, exact: true }).waitFor();
  expect((await page.request.get(address)).status()).toBe(404);
  await attendee.leave();
});
