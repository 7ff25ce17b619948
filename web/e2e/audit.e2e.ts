// What an organizer keeps an eye on: programs that use the desk, whom it tells what happens, and the log of it all.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { barriers } from "./axe.ts";
import { launchChromium } from "./browsers.ts";
import { got, program } from "./client.ts";
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

test("a program gets a token, is told what happens, and the log names it", async () => {
  const w = en.after.programs;
  const organizer = await Visitor.enter(chromium, server.address);
  const { page } = organizer;
  await organizer.login(server.links.organizer);
  await page.goto("/desk/programs");
  await page.getByText(w.noTokens).waitFor();
  await page.getByLabel(w.name).fill("Программа для печати бейджей и пропусков делегаций");
  await page.getByLabel(w.scope["programme:write"]).check();
  await page.getByRole("button", { name: w.make }).click();
  const secret = await page.locator("code", { hasText: "plenary_" }).innerText();
  expect(await barriers(page)).toEqual([]);

  // The token alone, from no page of ours, builds a programme by the document of the API; it may not read the log.
  const desk = program(server.address, secret);
  const hall = got(await desk.POST("/api/halls", { body: { name: "Hall of programs", position: 9 } }));
  const team = got(await desk.POST("/api/teams", { body: { name: "Booth of programs", languages: ["en", "ru"] } }));
  for (const [title, from, to] of [
    ["Made by a program", "2020-09-15T18:00", "2020-09-15T19:00"],
    ["Made by it, too", "2020-09-15T18:30", "2020-09-15T19:30"],
  ] as const) {
    const made = got(
      await desk.POST("/api/drafts", {
        body: {
          ...{ title, hall: hall.id, starts_at: from, ends_at: to, kind: "working", access: "participants" },
          ...{ languages: ["en", "ru"], teams: [team.id] },
        },
      }),
    );
    expect(made.hall).toBe(hall.id);
  }
  const { warnings } = got(await desk.GET("/api/draft"));
  expect(warnings.map(({ kind }) => kind)).toContain("hall-taken");
  expect((await desk.GET("/api/audit")).response.status).toBe(403);

  // A name that leads to this machine is not called, and the list says so.
  await page.getByLabel(w.address).fill("https://localhost:9/hooks");
  await page.getByLabel(w.event["session.opened"]).check();
  await page.getByRole("button", { name: w.addWebhook }).click();
  await page.getByText(w.webhookAdded).waitFor();
  await page.getByRole("button", { name: w.test }).click();
  await page.getByText("private network").waitFor();
  expect(await barriers(page)).toEqual([]);
  await organizer.screenshots("desk-programs");

  await page.getByRole("button", { name: /^Revoke / }).click();
  await page.getByRole("dialog").getByRole("button", { name: w.revoke }).click();
  await page.getByText(w.noTokens).waitFor();
  expect((await desk.GET("/api/halls")).response.status).toBe(401);
  await page.goto("/desk/programme");
  await page.getByText("Made by it, too").first().waitFor();
  await organizer.leave();
});

test("the log is filtered, and a change behind the server’s back is shown in red", async () => {
  const w = en.after.audit;
  const organizer = await Visitor.enter(chromium, server.address);
  const { page } = organizer;
  await organizer.login(server.links.organizer);
  await page.goto("/desk/audit");
  await page.getByText(/^The log is whole/).waitFor();
  await page.getByLabel(w.action).selectOption("add-access-token");
  await page.getByRole("button", { name: w.filter }).click();
  await page.getByText(w.found(1)).waitFor();
  expect(await page.getByRole("row").last().innerText()).toContain("programme:write");
  await page.getByRole("link", { name: w.clear }).click();
  expect(await barriers(page)).toEqual([]);
  await organizer.shot("desk-audit", { phone: true });
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: w.save }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("audit.csv");

  if (!process.env.PLENARY_TEST_POSTGRES) {
    const tampering = "drop trigger audit_unchanged; update audit set detail = 'nothing' where number = 2;";
    await promisify(execFile)("sqlite3", [join(server.data, "plenary.db"), tampering]);
    await expect
      .poll(
        async () => {
          await page.reload();
          await page.getByText(/^The log is (whole|broken)/).waitFor();
          return page.getByText(w.broken(2)).isVisible();
        },
        { interval: 2_000 },
      )
      .toBe(true);
    await page.getByRole("link", { name: w.show }).click();
    await expect
      .poll(() => page.getByText(w.brokenHere).evaluate((e) => e.getBoundingClientRect().top < innerHeight))
      .toBe(true);
    expect(await barriers(page)).toEqual([]);
    await organizer.screenshots("desk-audit-broken");
  }
  await organizer.leave();
});
