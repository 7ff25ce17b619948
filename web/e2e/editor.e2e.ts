// The programme's editor: what is held is put back, moves are undone, two organizers move one session; who can be had when.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { barriers } from "./axe.ts";
import { launchChromium } from "./browsers.ts";
import { EditorPage } from "./editing.ts";
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

const w = en.editor;
const title = "Круглый стол: межведомственное сотрудничество и обмен опытом";

test("what is moved is put back, undone, and never lost to who was slower", async () => {
  const organizer = await Visitor.enter(chromium, server.address, { timezoneId: "Asia/Tokyo" });
  const { page } = organizer;
  await organizer.login(server.links.organizer);

  // A session that has no time or hall yet stands at the left; it goes into the second hall at twelve.
  await page.goto("/desk/editor");
  const editor = new EditorPage(page);
  await editor.add(title);
  await organizer.shot("desk-editor");
  await editor.drag(title, "2020-09-14", 1, 12 * 60);
  const item = editor.session(title);
  await expect.poll(() => item.textContent()).toContain("12:00");
  expect(await item.textContent()).toContain("19:00"); // in Tokyo

  // By keyboard: ten minutes down, to the hall at the left, half put down and put back, then put down.
  await item.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect
    .poll(() => page.locator("[role=status]").allInnerTexts())
    .toContainEqual(expect.stringContaining("12:10"));
  await page.keyboard.press("Escape");
  await expect.poll(() => item.textContent()).toContain("12:00");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Enter");
  await expect.poll(() => item.textContent()).toContain("12:05");
  expect(await item.textContent()).toContain("13:10");
  await page.getByRole("button", { name: w.undo }).click();
  await expect.poll(() => item.textContent()).toContain("12:00");
  expect(await barriers(page)).toEqual([]);

  // Somebody else was faster: it is told, and her change stands.
  const id = await editor.id(title);
  const other = await Visitor.enter(chromium, server.address);
  await other.login(server.links.organizer);
  await other.page.goto("/desk/editor");
  const hers = other.page.locator(`#session-${id}`);
  await hers.focus();
  await other.page.keyboard.press("ArrowUp");
  await other.page.keyboard.press("Enter");
  await expect.poll(() => hers.textContent()).toContain("11:55");
  await page.route("**/api/draft", (route) => route.abort()); // so that it does not see that first
  await item.focus();
  await page.keyboard.press("ArrowDown");
  await page.unroute("**/api/draft");
  await page.keyboard.press("Enter");
  await page.getByText("Your move was not kept").first().waitFor();
  await expect.poll(() => item.textContent()).toContain("11:55");

  organizer.faults.forgive(/409/, /ERR_FAILED/);
  await Promise.all([organizer, other].map((each) => each.leave()));
});

test("interpreters form teams, and a hall can be had in the morning only", async () => {
  const organizer = await Visitor.enter(chromium, server.address);
  const { page } = organizer;
  const r = en.resources;
  await organizer.login(server.links.organizer);
  await page.goto("/desk/programme");
  await page.getByRole("navigation", { name: en.desk.navigation }).getByRole("link", { name: r.title }).click();
  await page.getByRole("button", { name: r.addTeam }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: en.button.save }).click();
  await dialog.getByText(r.needLanguage).waitFor();
  await dialog.getByLabel(r.teamName).fill("Кабина «Север»");
  await dialog.getByRole("checkbox", { name: "RU" }).check();
  await dialog.getByRole("checkbox", { name: "FR" }).check();
  await dialog.getByRole("button", { name: en.button.save }).click();
  await page.getByRole("button", { name: r.editOf("Кабина «Север»") }).waitFor();

  await page.getByLabel(r.filter).fill("север");
  await page.getByRole("button", { name: r.changeOf("Кабина «Север»") }).click();
  await dialog.getByRole("button", { name: r.add }).click();
  await dialog.getByLabel(r.to).fill("2020-09-14T08:00"); // before it begins
  await dialog.getByRole("button", { name: en.button.save }).click();
  await dialog.getByText(r.order).waitFor();
  await dialog.getByLabel(r.to).fill("2020-09-14T13:00");
  await dialog.getByRole("button", { name: en.button.save }).click();
  await page.getByText("Mon 14 09:00–13:00").waitFor();
  await page.reload();
  await page.getByText("Mon 14 09:00–13:00").waitFor();
  expect(await barriers(page)).toEqual([]);
  await organizer.screenshots("desk-teams");

  // While a session of theirs is dragged, all halls are shaded when they cannot come; put down there, it is warned of.
  await page.goto("/desk/editor");
  const editor = new EditorPage(page);
  await editor.session(title).click();
  await dialog.getByText(w.more, { exact: true }).click();
  await dialog.getByRole("checkbox", { name: /^Кабина «Север»/ }).check();
  await dialog.getByRole("button", { name: en.button.save }).click();
  await dialog.waitFor({ state: "detached" });
  const shaded = (day: string) => page.locator(`[data-day='${day}'] .shade`).count();
  await editor.drag(title, "2020-09-14", 1, 15 * 60, false);
  await expect.poll(() => shaded("2020-09-14")).toBe(2); // before nine, after one
  expect(await shaded("2020-09-15")).toBe(1); // all day
  await page.mouse.up();
  await page.getByText(w.warning["team-unavailable"]).first().waitFor();
  expect(await shaded("2020-09-15")).toBe(0);
  await organizer.leave();
});
