// A focal point registers her delegation up to its quota; a list of people names what is wrong in it before it goes in.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { barriers } from "./axe.ts";
import { launchChromium } from "./browsers.ts";
import { linkTo } from "./mails.ts";
import { Server } from "./server.ts";
import { Visitor, phone } from "./visitor.ts";

const w = en.delegation;
const focalEmail = "focal@mission.example";

let server: Server;
let chromium: Browser;
let organizer: Visitor;

beforeAll(async () => {
  [server, chromium] = await Promise.all([
    Server.start("--at", "2020-09-01T10:00+02:00", "--no-crowd"),
    launchChromium(),
  ]);
  organizer = await Visitor.enter(chromium, server.address);
  await organizer.login(server.links.organizer);
});

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
});

/** No barriers in light and in dark, and nothing beside the window on a phone. */
async function accessible(page: Page, what: string) {
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

test("an organizer gives a delegation a quota and a focal point", async () => {
  const { page } = organizer;
  await page.goto("/desk/delegations?q=Malta");
  await page.getByText(w.list.found(1), { exact: true }).waitFor();
  await accessible(page, "the list of delegations");
  await page.getByRole("button", { name: w.list.rules }).click();
  const rules = page.getByRole("dialog", { name: w.list.rules });
  await rules.getByLabel(w.quota.limit(w.participation.observer, w.quota.all)).fill("1");
  await accessible(page, "the quotas by category");
  await rules.getByRole("button", { name: en.button.save }).click();
  await page.getByText(w.quota.saved).first().waitFor();
  await page.getByRole("link", { name: "Malta" }).click();
  await page.getByLabel(w.focal.email).fill(focalEmail);
  await page.getByRole("button", { name: w.focal.add }).click();
  await page.getByText(w.focal.added(focalEmail)).first().waitFor();
  await accessible(page, "a delegation");
});

test("the focal point is told clearly what is over the quota", async () => {
  const focal = await Visitor.enter(chromium, server.address);
  const { page } = focal;
  focal.faults.forgive(/409 \(Conflict\)/); // the refusal
  await page.goto("/sign-in");
  await page.getByLabel(en.registration.email).first().fill(focalEmail);
  await page.locator("main form button[type=submit]").first().click();
  await expect.poll(async () => (await linkTo(server.data, focalEmail)) ?? "").toContain("/link#");
  await focal.login((await linkTo(server.data, focalEmail)) ?? "");
  await page.getByRole("link", { name: en.shell.delegation }).click();
  for (const [i, name] of ["Maria Camilleri", "Joseph Borg"].entries()) {
    await page.getByRole("button", { name: w.members.add }).click();
    const dialog = page.getByRole("dialog", { name: w.members.addTitle });
    await dialog.getByLabel(w.members.name, { exact: true }).fill(name);
    await dialog.getByLabel(w.members.email).fill(`member${String(i)}@mission.example`);
    await dialog.getByLabel(w.members.participation).selectOption("observer");
    if (i === 0) await accessible(page, "the form of a member");
    await dialog.getByRole("button", { name: w.members.add }).click();
    if (i === 0) {
      await page.getByText(w.members.added(name)).first().waitFor();
      await page.getByText(w.quota.of(1, 1)).first().waitFor();
      continue;
    }
    await dialog.getByText(/The quota of Malta is 1 as observers, and 1 of it is taken/).waitFor();
    await dialog.getByLabel(w.members.participation).selectOption("in-room");
    await dialog.getByRole("button", { name: w.members.add }).click();
    await page.getByText(w.members.added(name)).first().waitFor();
  }
  await accessible(page, "the delegation of a focal point");
  await focal.leave();
});

test("a file with bad rows names them, and goes in when it is mended", async () => {
  const { page } = organizer;
  const list = (...rows: string[]) => ({
    name: "people.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(["Имя и фамилия;Почта;Делегация;Участие", ...rows].join("\r\n")),
  });
  await page.goto("/desk/registrations");
  await page.getByRole("button", { name: en.roster.bring }).click();
  const dialog = page.getByRole("dialog", { name: en.roster.bring });
  const input = dialog.locator("input[type=file]");
  await input.setInputFiles(
    list("Анна Ангелова;anna@mission.example;Malta;в зале", "Борис Белов;boris at mission;Атлантида;наблюдатель"),
  );
  await dialog.getByText(en.roster.faults(2)).waitFor();
  await dialog.getByText("“boris at mission” is not an e-mail address").waitFor();
  await dialog.getByText("there is no delegation “Атлантида”").waitFor();
  expect(await dialog.getByText(en.roster.row(3)).count()).toBe(2);
  await accessible(page, "faults of a file");
  await input.setInputFiles(
    list("Анна Ангелова;anna@mission.example;Malta;в зале", "Борис Белов;boris@mission.example;MT;очно"),
  );
  await dialog.getByText(en.roster.adds(2)).waitFor();
  await dialog.getByRole("button", { name: en.roster.apply(2) }).click();
  await page.getByText(en.roster.done(2)).first().waitFor();
  await page.goto("/desk/registrations?q=mission.example");
  await page.getByText(en.desk.registrations.found(4), { exact: true }).waitFor();
  await organizer.leave();
});
