// The programme's editor: built by drag and by keyboard, released, changed, the difference seen, a hall running late.
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

const w = en.editor;
const title = "Круглый стол: межведомственное сотрудничество и обмен опытом";

test("a programme is built by drag and by keyboard, released, changed, and runs late", async () => {
  const organizer = await Visitor.enter(chromium, server.address, { timezoneId: "Asia/Tokyo" });
  const { page } = organizer;
  await organizer.login(server.links.organizer);

  // The first release is of what everybody saw anyway.
  await page.goto("/desk/releases");
  await page.getByLabel(w.releases.name).fill("First programme");
  expect(await barriers(page)).toEqual([]); // with more people than are shown at first
  await page.getByRole("button", { name: w.releases.release }).click();
  await page.getByText(w.releases.done("First programme")).first().waitFor();

  // A session that has no time or hall yet stands at the left.
  await page.goto("/desk/editor");
  await page.getByRole("button", { name: w.add, exact: true }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel(en.desk.programme.sessionTitle).first().fill(title);
  await form.getByLabel(en.desk.programme.starts).fill("");
  await form.getByLabel(en.desk.programme.ends).fill("");
  await form.getByLabel(en.desk.programme.hall, { exact: true }).selectOption("");
  await form.getByRole("button", { name: en.button.save }).click();
  const shelf = page.getByRole("region", { name: w.unscheduled });
  const item = page.locator("button[id^=session-]").filter({ hasText: title });
  await shelf.locator("button").filter({ hasText: title }).waitFor();
  await organizer.shot("desk-editor");

  // By drag, into the second hall of the first day at about twelve.
  const grid = page.locator("[data-day='2020-09-14']");
  await grid.scrollIntoViewIfNeeded();
  const [from, box] = [await item.boundingBox(), await grid.boundingBox()];
  if (!from || !box) throw new Error("there is nothing to drag");
  const [column, scale, first] = await grid.evaluate(({ dataset }) =>
    [dataset.column, dataset.scale, dataset.from].map(Number),
  );
  await page.mouse.move(from.x + 10, from.y + 2);
  await page.mouse.down();
  await page.mouse.move(from.x + 40, from.y + 40, { steps: 4 });
  await page.mouse.move(box.x + 1.5 * (column ?? 0), box.y + (720 - (first ?? 0)) * (scale ?? 0) + 2, { steps: 8 });
  await page.mouse.up();
  await expect.poll(() => item.textContent()).toContain("12:00");
  expect(await item.textContent()).toContain("Side room");
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
  await organizer.shot("desk-editor", { phone: true });

  // Somebody else was faster: it is told, and her change stands.
  const id = ((await item.getAttribute("id")) ?? "").replace("session-", "");
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

  // Nobody else sees it before it is released.
  const visitor = await Visitor.enter(chromium, server.address);
  await visitor.page.goto("/");
  await visitor.page.getByRole("article").first().waitFor();
  expect(await visitor.page.getByText(title).count()).toBe(0);
  await page.goto("/desk/releases");
  await page.getByText(w.releases.changes(1)).waitFor();
  expect(await page.getByLabel(w.releases.notes).inputValue()).toContain(title);
  expect(await barriers(page)).toEqual([]);
  await organizer.shot("desk-releases", { phone: true });
  await page.getByLabel(w.releases.name).fill("Second programme");
  await page.getByRole("button", { name: w.releases.release }).click();
  await page.getByText(w.releases.none).waitFor();
  await visitor.page.reload();
  await visitor.page.getByText(title).first().waitFor();

  // Everybody can read what it changed.
  await visitor.page.getByRole("link", { name: en.inout.news.title }).click();
  await visitor.page.getByRole("article").filter({ hasText: "Second programme" }).getByText(title).first().waitFor();
  expect(await barriers(visitor.page)).toEqual([]);
  await visitor.screenshots("news");
  await visitor.page.goto("/");

  // The hall runs late, and everybody sees planned and expected times.
  await page.goto(`/desk/sessions/${id}`);
  await page.getByLabel(w.late.minutes).fill("15");
  await page.getByRole("button", { name: w.late.act }).click();
  await page.getByText(w.late.done(15)).first().waitFor();
  await visitor.page.reload();
  await visitor.page
    .getByText(/expected 12:10/)
    .first()
    .waitFor();
  await page.getByRole("button", { name: w.undo }).click();
  await page.getByText(w.late.undone).first().waitFor();

  organizer.faults.forgive(/409/, /ERR_FAILED/);
  await Promise.all([organizer, other, visitor].map((each) => each.leave()));
});

test("interpreters form teams, and a hall can be had in the morning only", async () => {
  const organizer = await Visitor.enter(chromium, server.address);
  const { page } = organizer;
  const r = en.resources;
  await organizer.login(server.links.organizer);
  await page.goto("/desk/programme");
  await page.getByRole("link", { name: r.title }).click();
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
  await organizer.leave();
});
