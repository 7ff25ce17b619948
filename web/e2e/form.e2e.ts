// The registration form: built by keyboard with a condition, filled in with a file, read and completed at the desk.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { accessible } from "./axe.ts";
import { launchChromium } from "./browsers.ts";
import { linkTo } from "./mails.ts";
import { Server } from "./server.ts";
import { Visitor } from "./visitor.ts";

const w = en.form;
const email = "reporter@vestnik.example";
const name = "Мирослав Шестаков";
const medium = "Medium";
const card = "Press card";
const place = "Place in the hall";

let server: Server;
let chromium: Browser;
let organizer: Visitor;
let reporter: Visitor;

beforeAll(async () => {
  [server, chromium] = await Promise.all([
    Server.start("--at", "2020-09-01T10:00+02:00", "--no-crowd"),
    launchChromium(),
  ]);
  organizer = await Visitor.enter(chromium, server.address);
  reporter = await Visitor.enter(chromium, server.address);
  await organizer.login(server.links.organizer);
});

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
});

/** Presses a button that has the focus by way of the keyboard. */
async function press(page: Page, button: string) {
  await page.getByRole("button", { name: button, exact: true }).focus();
  await page.keyboard.press("Enter");
}

/** Adds a field by keyboard and gives its label; the dialog stays open. */
async function add(page: Page, kind: string, label: string) {
  await page.getByLabel(w.addKind).focus();
  await page.keyboard.type(kind);
  await press(page, w.add);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(w.label).focus();
  await page.keyboard.type(label);
  return dialog;
}

test("an organizer builds three fields with a condition, by keyboard", async () => {
  const { page } = organizer;
  await page.goto("/desk/form");
  for (const [kind, label] of [
    [w.kinds.text.name, medium],
    [w.kinds.file.name, card],
  ] as const) {
    const dialog = await add(page, kind, label);
    await dialog.getByLabel(w.isRequired).press("Space");
    await dialog.getByLabel(w.condition, { exact: true }).press("ArrowDown"); // the category
    await dialog.getByLabel(en.names.category.media).press("Space");
    await page.keyboard.press("Tab");
    await press(page, w.done);
    await dialog.waitFor({ state: "detached" });
  }
  const dialog = await add(page, w.kinds.text.name, place);
  await dialog.getByLabel(w.isOrganizerOnly).press("Space");
  await accessible(page, "a field");
  await press(page, w.done);
  await press(page, w.upOf(card));
  await page.getByText(w.moved(card, 6, 8)).waitFor();
  // A field stays behind the one it depends on.
  const rows = page.getByRole("listitem").filter({ has: page.getByRole("button", { name: /^Edit / }) });
  await expect
    .poll(async () => (await rows.allInnerTexts()).map((text) => /Press card|Medium|Place/.exec(text)?.[0]))
    .toEqual([undefined, undefined, undefined, undefined, undefined, "Press card", "Medium", "Place"]);
  // The preview shows what depends on the category when the category is that.
  const preview = page.getByRole("region", { name: w.preview });
  expect(await preview.getByLabel(medium).count()).toBe(0);
  await preview.getByLabel(w.kinds.category.label).selectOption("media");
  await preview.getByLabel(medium).waitFor();
  expect(await preview.getByLabel(place).count()).toBe(0);
  await accessible(page, "the builder");
  await organizer.shot("desk-form", { phone: true });
  await press(page, w.save);
  await page.getByText(w.saved).first().waitFor();
});

test("a reporter keeps a draft, uploads her press card and sends it", async () => {
  const { page } = reporter;
  await page.goto("/register");
  await page.getByLabel(w.kinds.email.label).fill(email);
  await page.getByLabel(w.kinds.name.label, { exact: true }).fill(name);
  await page.getByLabel(w.kinds.delegation.label).selectOption("none");
  await page.getByLabel(en.registration.organization).fill("Вестник");
  expect(await page.getByLabel(medium).count()).toBe(0);
  await page.getByLabel(w.kinds.category.label).selectOption("media");
  await page.getByRole("button", { name: en.registration.submit, exact: true }).last().click();
  await page.getByText(w.needAnswer).waitFor();
  await accessible(page, "a field that is not filled in");
  await page.getByRole("button", { name: w.keep }).click();
  await page.getByText(en.registration.sentTitle).waitFor();
  await expect.poll(() => linkTo(server.data, email)).toBeTruthy();
  await reporter.login((await linkTo(server.data, email)) ?? "");
  await page.goto("/me");
  await page.getByText(w.finishTitle).waitFor();
  await page.getByLabel(medium).fill("Вестник");
  await page.getByRole("button", { name: w.finish }).click();
  await page.getByText(w.needUpload).waitFor();
  const file = page.getByLabel(card);
  await file.setInputFiles({ name: "card.txt", mimeType: "text/plain", buffer: Buffer.from("no card") });
  await page.getByText(w.wrongKind.file).waitFor();
  await file.setInputFiles({
    name: "card.pdf",
    mimeType: "application/pdf",
    buffer: Buffer.from("%PDF-1.7\n".padEnd(200_000)),
  });
  await page.getByText(w.uploadDone).waitFor();
  await accessible(page, "a draft");
  await page.getByRole("button", { name: w.finish }).click();
  await page.getByText(en.names.registration.submitted).first().waitFor();
  await page.getByRole("link", { name: w.openFile(card) }).waitFor();
});

test("the organizer reads the answers and adds her own", async () => {
  const { page } = organizer;
  await page.goto("/desk/registrations?q=vestnik");
  await page.getByRole("button", { name }).first().click();
  const drawer = page.getByRole("dialog");
  await drawer.getByRole("link", { name: w.openFile(card) }).waitFor();
  await drawer.getByLabel(place).fill("Row 3");
  await drawer.getByRole("button", { name: w.organizersSave, exact: true }).click();
  await page.getByText(w.organizersSaved, { exact: true }).first().waitFor();
  await accessible(page, "the answers at the desk");
  await page.reload();
  await page.getByRole("button", { name }).first().click();
  await expect.poll(() => drawer.getByLabel(place).inputValue()).toBe("Row 3");
  await reporter.page.reload();
  expect(await reporter.page.getByText(place).count()).toBe(0);
});

test("the organizer says how long answers are kept", async () => {
  const { page } = organizer;
  await page.goto("/desk/privacy");
  await page.getByLabel(en.privacy.days).fill("90");
  await page.getByLabel(en.privacy.ownOf(card)).fill("30 days");
  await page.getByRole("button", { name: en.button.save, exact: true }).click();
  await page.getByText(en.privacy.badDays).waitFor();
  await page.getByLabel(en.privacy.ownOf(card)).fill("30");
  await page.getByRole("button", { name: en.button.save, exact: true }).click();
  await page.getByText(en.privacy.saved).first().waitFor();
  await page.getByText(en.privacy.dueNone).waitFor();
  await accessible(page, "how long answers are kept");
  await page.reload();
  await expect.poll(() => page.getByLabel(en.privacy.ownOf(card)).inputValue()).toBe("30");
});

test("the reporter has herself erased", async () => {
  const { page } = reporter;
  reporter.faults.forgive(/422/); // the wrong address
  const dialog = page.getByRole("dialog");
  await page.goto("/me");
  await page.getByRole("button", { name: en.privacy.erase.mine }).click();
  await dialog.getByLabel(en.privacy.erase.email).fill("somebody@else.example");
  await dialog.getByRole("button", { name: en.privacy.erase.action }).click();
  await dialog.getByText("not the address", { exact: false }).waitFor();
  await accessible(page, "an erasure");
  await dialog.getByLabel(en.privacy.erase.email).fill(email);
  await dialog.getByRole("button", { name: en.privacy.erase.action }).click();
  await page.getByRole("link", { name: en.shell.register }).first().waitFor();
  await organizer.page.goto("/desk/registrations?q=vestnik");
  await organizer.page.getByText(en.desk.registrations.none).waitFor();
});

test("nobody's page complained", async () => {
  await organizer.leave();
  await reporter.leave();
});
