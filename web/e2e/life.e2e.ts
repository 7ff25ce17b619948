// The whole life of a conference at the organizer's desk: its form, six hundred people from a file, a delegation over its
// quota, one decision about all of them, a programme that is drawn, released and changed, a hall that runs late, a session
// that is held, and what is reported of it. Its mail goes to a mail server, and is read there.
import { readFile } from "node:fs/promises";

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { accessible } from "./axe.ts";
import { launchChromium } from "./browsers.ts";
import { EditorPage } from "./editing.ts";
import { MailServer } from "./mailserver.ts";
import { listOf, person, wrongListOf } from "./people.ts";
import { Server } from "./server.ts";
import { Visitor } from "./visitor.ts";
import { textsOf } from "./workbook.ts";

const people = 600;
const focalEmail = "focal@mission.example";
const drawn = "Круглый стол: межведомственное сотрудничество и обмен опытом";
const typed = "Round table on border security";
const speaker = person(0);
const day = "2020-09-14";

let mail: MailServer;
let server: Server;
let chromium: Browser;
let organizer: Visitor;
let page: Page;
let reader: Visitor;
let session: string; // the one that was drawn

beforeAll(async () => {
  [mail, chromium] = await Promise.all([MailServer.start(), launchChromium()]);
  server = await Server.start("--at", "2020-09-01T10:00+02:00", "--no-crowd", ...mail.flags);
  organizer = await Visitor.enter(chromium, server.address);
  reader = await Visitor.enter(chromium, server.address);
  page = organizer.page;
  await organizer.login(server.links.organizer);
});

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
  await mail?.stop();
});

/** Signs somebody in by the link that is mailed to her. */
async function signIn(visitor: Visitor, email: string) {
  await visitor.page.goto("/sign-in");
  await visitor.page.getByLabel(en.registration.email).first().fill(email);
  await visitor.page.locator("main form button[type=submit]").first().click();
  await expect.poll(() => mail.linkTo(email)).not.toBe("");
  await visitor.login(mail.linkTo(email));
}

test("the registration form is built, by keyboard", async () => {
  const w = en.form;
  const press = async (button: string) => {
    await page.getByRole("button", { name: button, exact: true }).focus();
    await page.keyboard.press("Enter");
  };
  await page.goto("/desk/form");
  await page.getByLabel(w.addKind).focus();
  await page.keyboard.type(w.kinds.text.name);
  await press(w.add);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(w.label).focus();
  await page.keyboard.type("Number of the press card");
  await dialog.getByLabel(w.condition, { exact: true }).press("ArrowDown"); // the category
  await dialog.getByLabel(en.names.category.media).press("Space");
  await press(w.done);
  await press(w.save);
  await page.getByText(w.saved).first().waitFor();
  await reader.page.goto("/register");
  expect(await reader.page.getByLabel("Number of the press card").count()).toBe(0);
  await reader.page.getByLabel(w.kinds.category.label).selectOption("media");
  await reader.page.getByLabel("Number of the press card").waitFor();
});

test("a delegation has a quota and a focal point, who is told clearly what is over it", async () => {
  const w = en.delegation;
  await page.goto("/desk/delegations");
  await page.getByRole("link", { name: "Albania" }).waitFor();
  await organizer.shot("desk-delegations", { phone: true });
  await page.getByRole("searchbox").fill("Malta");
  await page.keyboard.press("Enter");
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

  const focal = await Visitor.enter(chromium, server.address);
  focal.faults.forgive(/409 \(Conflict\)/); // the refusal
  await signIn(focal, focalEmail);
  await focal.page.getByRole("link", { name: en.shell.delegation }).click();
  const dialog = focal.page.getByRole("dialog", { name: w.members.addTitle });
  for (const [i, name] of ["Maria Camilleri", "Joseph Borg"].entries()) {
    await focal.page.getByRole("button", { name: w.members.add }).click();
    await dialog.getByLabel(w.members.name, { exact: true }).fill(name);
    await dialog.getByLabel(w.members.email).fill(`member${String(i)}@mission.example`);
    await dialog.getByLabel(w.members.participation).selectOption("observer");
    if (i === 0) await accessible(focal.page, "the form of a member");
    await dialog.getByRole("button", { name: w.members.add }).click();
    if (i === 0) {
      await focal.page.getByText(w.members.added(name)).first().waitFor();
      await focal.page.getByText(w.quota.of(1, 1)).first().waitFor();
      continue;
    }
    await dialog.getByText(/The quota of Malta is 1 as observers, and 1 of it is taken/).waitFor();
    await dialog.getByLabel(w.members.participation).selectOption("in-room");
    await dialog.getByRole("button", { name: w.members.add }).click();
    await focal.page.getByText(w.members.added(name)).first().waitFor();
  }
  await accessible(focal.page, "the delegation of a focal point");
  await focal.leave();
});

test("six hundred people come from a file, none before all of its twenty bad rows are mended", async () => {
  const w = en.roster;
  await page.goto("/desk/registrations?q=delegates.example");
  await page.getByText(en.desk.registrations.found(0), { exact: true }).waitFor();
  await page.getByRole("button", { name: w.registers.bring }).click();
  const dialog = page.getByRole("dialog", { name: w.registers.bring });
  const input = dialog.locator("input[type=file]");
  const wrong = wrongListOf(people, 20);
  await input.setInputFiles(wrong.file);
  await dialog.getByText(w.registers.faults(20)).waitFor();
  const told = await dialog.getByRole("listitem").filter({ hasText: /^Row/ }).allInnerTexts();
  expect(told.map((text) => text.replace(/\s+/g, " "))).toEqual(wrong.says);
  expect(await dialog.getByRole("button", { name: w.registers.applyNone, exact: true }).isDisabled()).toBe(true);
  await accessible(page, "faults of a file");
  await page.reload();
  await page.getByText(en.desk.registrations.found(0), { exact: true }).waitFor();

  await page.getByRole("button", { name: w.registers.bring }).click();
  await input.setInputFiles(listOf(people));
  await dialog.getByText(w.registers.adds(people)).waitFor();
  await dialog.getByRole("button", { name: w.registers.apply(people) }).click();
  await page.getByText(w.registers.done(people)).first().waitFor();
  await page.getByText(en.desk.registrations.found(people), { exact: true }).waitFor();
});

test("all of them are approved at once, which is undone, and done again", async () => {
  const w = en.desk.registrations;
  await page.goto("/desk/registrations?q=delegates.example&state=submitted");
  const bar = page.getByRole("region", { name: w.bulk });
  const dialog = page.getByRole("dialog", { name: w.bulkTitle.approve });
  for (const undone of [true, false]) {
    await page.getByText(w.found(people), { exact: true }).waitFor();
    await page.getByRole("checkbox", { name: w.pickAll }).check();
    await bar.getByRole("button", { name: w.pickMatching(people) }).click();
    await bar.getByText(w.allPicked(people), { exact: true }).waitFor();
    await bar.getByRole("button", { name: en.names.decision.approve, exact: true }).click();
    await dialog.getByText(w.changes(people, en.names.registration.approved)).waitFor();
    await dialog.getByRole("button", { name: en.names.decision.approve }).click();
    await page.getByText(w.sweptToast(people)).waitFor();
    await page.getByText(w.found(0), { exact: true }).waitFor();
    if (!undone) break;
    await page.getByRole("button", { name: w.undo(10).replace(/ \(.*/, "") }).click();
    await page.getByText(w.undone(people)).first().waitFor();
  }
  expect(mail.to(speaker.email)).toEqual([]); // it can be undone, still
});

test("the programme is drawn by pointer and by keyboard, and released", async () => {
  const w = en.editor;
  const editor = new EditorPage(page);
  await page.goto("/desk/releases");
  await page.getByLabel(w.releases.name).fill("Announced programme");
  await page.getByRole("button", { name: w.releases.release }).click();
  await page.getByText(w.releases.done("Announced programme")).first().waitFor();

  await page.goto("/desk/editor");
  await editor.add(drawn);
  await editor.drag(drawn, day, 1, 12 * 60);
  await expect.poll(() => editor.session(drawn).textContent()).toMatch(/12:00.*Side room/);
  session = await editor.id(drawn);

  await editor.add(typed);
  await editor.session(typed).focus();
  for (const key of ["ArrowDown", "ArrowRight", "ArrowDown", "Shift+ArrowUp", "Enter"]) await page.keyboard.press(key);
  await expect.poll(() => editor.session(typed).textContent()).toMatch(/09:05–10:00.*Side room/);
  await accessible(page, "the editor");

  // Nobody else sees it before it is released.
  await reader.page.goto("/");
  await reader.page.getByRole("article").first().waitFor();
  expect(await reader.page.getByText(drawn).count()).toBe(0);
  await page.goto("/desk/releases");
  await page.getByText(w.releases.changes(2)).waitFor();
  expect(await page.getByLabel(w.releases.notes).inputValue()).toContain(drawn);
  await accessible(page, "a release before it is made");
  await organizer.shot("desk-releases", { phone: true });
  await page.getByLabel(w.releases.name).fill("Second programme");
  await page.getByRole("button", { name: w.releases.release }).click();
  await page.getByText(w.releases.none).waitFor();
  await reader.page.reload();
  await reader.page.getByText(drawn).first().waitFor();
});

test("it is changed and released again, and whom that concerns is written to", async () => {
  const w = en.editor;
  const editor = new EditorPage(page);
  await page.goto(`/desk/sessions/${session}`);
  await page.getByLabel(en.desk.session.role, { exact: true }).selectOption("speaker");
  await page.getByLabel(en.desk.session.find).fill(speaker.name);
  await page.getByRole("button", { name: new RegExp(`^${en.desk.session.add}\\W+${speaker.name}`) }).click();
  await page.getByText(en.desk.session.added(speaker.name)).first().waitFor();

  await page.goto("/desk/editor");
  await editor.session(drawn).focus();
  for (const key of ["ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
  await expect.poll(() => editor.session(drawn).textContent()).toContain("12:10");
  await page.goto("/desk/releases");
  await page.getByLabel(w.releases.name).fill("Third programme");
  await page.getByRole("button", { name: w.releases.release }).click();
  await page.getByText(w.releases.done("Third programme")).first().waitFor();
  await page.getByRole("button", { name: w.releases.compare("Third programme") }).click();
  const made = page.getByRole("article").filter({ hasText: "Third programme" });
  await made.getByText(speaker.name).waitFor();
  await accessible(page, "what a release has changed");
  await made.getByRole("button", { name: en.outbox.write }).click();
  await page.getByText(en.outbox.written(1)).first().waitFor();
  await page.getByText(en.outbox.found(1)).waitFor();
  expect(mail.to(speaker.email).filter(({ text }) => text.includes("12:10"))).toEqual([]);
  await page.goto("/desk/outbox");
  await page.getByText(/^\d+ mails$/).waitFor();
  await organizer.shot("desk-outbox", { phone: true });
  await page.getByRole("link", { name: new RegExp(`^${en.outbox.state.draft}`) }).click();
  await accessible(page, "the outbox");
  await page.getByRole("button", { name: en.outbox.sendAll(1) }).click();
  await expect
    .poll(() => mail.to(speaker.email).filter(({ text }) => text.includes(drawn) && text.includes("12:10")).length)
    .toBe(1);

  // Everybody can read what has changed.
  await reader.page.goto("/");
  await reader.page.getByRole("link", { name: en.inout.news.title }).click();
  await reader.page.getByRole("article").filter({ hasText: "Third programme" }).getByText(drawn).first().waitFor();
  await accessible(reader.page, "what has changed");
});

test("each of the six hundred was told once that she is approved", async () => {
  const told = (i: number) => mail.to(person(i).email).filter(({ text }) => text.includes("is approved")).length;
  await expect.poll(() => Array.from({ length: people }, (_, i) => told(i))).toEqual(Array(people).fill(1));
});

test("on the day the hall runs late, and the session is opened, attended and closed", async () => {
  const w = en.editor.late;
  await server.end();
  await server.restart("--at", "2020-09-14T11:55+02:00");
  await page.goto(`/desk/sessions/${session}`);
  await page.getByLabel(w.minutes).fill("15");
  await page.getByRole("button", { name: w.act }).click();
  await page.getByText(w.done(15)).first().waitFor();
  await accessible(page, "a session that runs late");
  await reader.page.goto("/");
  const item = (title: string) => reader.page.getByRole("article").filter({ hasText: title }).first();
  await item(drawn)
    .getByText(/expected 12:25/)
    .waitFor();
  await item("Side event")
    .getByText(/expected 13:15/)
    .waitFor();

  const d = en.desk.session;
  await page.getByRole("button", { name: d.open, exact: true }).click();
  const attendee = await Visitor.enter(chromium, server.address);
  await signIn(attendee, person(1).email);
  await attendee.page.goto(`/sessions/${session}`);
  await attendee.page.getByRole("button", { name: en.room.entry.join }).waitFor();
  const attendance = page.getByRole("region", { name: d.attendance });
  await expect.poll(() => attendance.innerText()).toContain(d.inRoom(1));
  await attendee.leave();
  await page.getByRole("button", { name: d.close, exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: d.close }).click();
  await page.getByRole("button", { name: d.reopen }).waitFor();
});

test("the reports say who was there, on the page, in a table and in a workbook", async () => {
  const w = en.reports;
  await server.end(); // who was there is written down once a minute, and at the end
  await server.restart("--at", "2020-09-14T19:00+02:00");
  await page.goto("/desk/reports");
  const report = page.getByRole("region", { name: drawn });
  await report.getByText(w.total, { exact: true }).waitFor();
  await accessible(page, "the reports");
  await organizer.shot("desk-reports", { phone: true });
  const saved = async (name: string) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      report.getByRole("link", { name, exact: true }).click(),
    ]);
    return readFile(await download.path());
  };
  const there = person(1);
  expect((await saved(w.save)).toString("utf8")).toContain(`${there.name},Belgium,participating-state,`);
  expect(textsOf(await saved(w.saveXLSX))).toContain(there.name);
  for (const visitor of [organizer, reader]) {
    visitor.faults.forgive(/ERR_CONNECTION_REFUSED/); // between two days
    await visitor.leave();
  }
});
