// The organizer's desk: a hall, a session, who is on it, opening it, who is in.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { barriers } from "./axe.ts";
import { launchChromium } from "./browsers.ts";
import { Crew } from "./crew.ts";
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

const title = "Round table: What works";

// People of the demonstration whom nobody else plays, and what they become.
const people = [
  ["Kwabena Asante-Whitlock", "chair"],
  ["Nora Lindqvist-Amsel", "moderator"],
  ["Mirela Haxhiymeri", "speaker"],
] as const;

test("an organizer makes a session, puts people on it, opens it and sees who is in", async () => {
  const organizer = await Visitor.enter(chromium, server.address);
  const { page } = organizer;
  await organizer.login(server.links.organizer);
  await page.goto("/desk/programme");
  await page.getByRole("button", { name: en.desk.programme.addHall }).click();
  await page.getByRole("dialog").getByLabel(en.desk.programme.hallName).fill("Round room");
  await page.getByRole("dialog").getByRole("button", { name: en.button.save }).click();
  await page.getByText(en.desk.programme.hallAdded).first().waitFor();
  await organizer.shot("desk-programme");

  await page.getByRole("button", { name: en.desk.programme.addSession }).click();
  const form = page.getByRole("dialog");
  await form.getByRole("textbox", { name: en.desk.programme.sessionTitle, exact: true }).fill(title);
  await form.getByLabel(en.desk.programme.hall, { exact: true }).selectOption({ label: "Round room" });
  await form.getByLabel(en.desk.programme.starts).fill("2020-09-14T10:00");
  await form.getByLabel(en.desk.programme.ends).fill("2020-09-14T09:00");
  await form.getByRole("button", { name: en.button.save }).click();
  await form.getByText(en.desk.programme.endsFirst).waitFor();
  await form.getByLabel(en.desk.programme.ends).fill("2020-09-14T12:00");
  await form.getByRole("button", { name: en.button.save }).click();

  await page.locator("main").getByRole("link", { name: title, exact: true }).click();
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
  for (const [name, role] of people) {
    await page.getByLabel(en.desk.session.role, { exact: true }).selectOption(role);
    await page.getByLabel(en.desk.session.find).fill(name);
    await page.getByRole("button", { name: new RegExp(`^${en.desk.session.add}\\W+${name}`) }).click();
    await expect.poll(() => page.getByLabel(en.desk.session.roleOf(name)).inputValue()).toBe(role);
  }
  const d = en.documents;
  await page.getByRole("button", { name: d.add }).click();
  await form.getByRole("button", { name: d.add }).click();
  await form.getByText(d.needFile).waitFor();
  await form.getByLabel(d.choose, { exact: true }).setInputFiles({
    name: "Повестка дня.pdf",
    mimeType: "application/pdf",
    buffer: Buffer.from("%PDF-1.7 agenda"),
  });
  await form.getByLabel(d.language, { exact: false }).selectOption("ru");
  await form.getByRole("button", { name: d.add }).click();
  await page.getByRole("button", { name: d.deleteOf("Повестка дня") }).waitFor();
  await organizer.screenshots("desk-session");
  await page.getByRole("button", { name: en.desk.session.open, exact: true }).click();
  await page.getByRole("button", { name: en.desk.session.close, exact: true }).waitFor();

  const attendee = await (await Crew.of(server)).enter(chromium, "attendee");
  await attendee.page.goto("/");
  const entry = attendee.page.getByRole("article").filter({ hasText: title });
  expect(await entry.innerText()).toContain("Round room");
  const download = attendee.page.waitForEvent("download");
  await entry.getByRole("link", { name: "Повестка дня" }).click();
  expect((await download).suggestedFilename()).toBe("Повестка дня.pdf");
  await entry.getByRole("link", { name: en.programme.enter }).click();
  await attendee.page.getByRole("button", { name: en.room.entry.join }).waitFor();
  await attendee.page.getByRole("tab", { name: d.title }).click();
  await attendee.page.getByRole("tabpanel").getByRole("link", { name: "Повестка дня" }).waitFor();
  const attendance = page.getByRole("region", { name: en.desk.session.attendance });
  await expect.poll(() => attendance.innerText()).toContain(en.desk.session.inRoom(1));
  expect(await attendance.innerText()).toContain(en.names.role.attendee);
  await attendee.leave();
  await attendance.getByText(en.desk.session.empty).waitFor();

  // What she is now, she sees for herself.
  const speaker = await Visitor.enter(chromium, server.address);
  await speaker.login(server.links.speaker);
  await speaker.page.goto("/");
  await speaker.page
    .getByRole("article")
    .filter({ hasText: title })
    .getByText(en.programme.yourRole(en.names.role.speaker))
    .waitFor();
  await speaker.leave();

  await page.getByRole("button", { name: en.desk.session.close, exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: en.desk.session.close }).click();
  await page.getByRole("button", { name: en.desk.session.reopen }).waitFor();
  await organizer.leave();
});

test("the live board shows every hall, and speaks to every room", async () => {
  const organizer = await Visitor.enter(chromium, server.address);
  const { page } = organizer;
  await organizer.login(server.links.organizer);
  await page.goto("/desk/live");
  const tile = page.getByRole("article").filter({ hasText: "Plenary hall" });
  const room = (await tile.getByRole("link", { name: en.live.room }).getAttribute("href")) ?? "";
  const attendee = await Visitor.enter(chromium, server.address);
  await attendee.login(server.links.attendee);
  await attendee.page.goto(room);
  await tile.getByText(en.live.people(1), { exact: true }).waitFor();

  const said = "The bus to the reception leaves at 18:30.";
  await page.getByRole("button", { name: en.live.announce.button }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(en.live.announce.text).fill(said);
  await dialog.getByRole("button", { name: en.live.announce.send }).click();
  const told = attendee.page.getByRole("status", { name: en.live.announcements }).getByText(said);
  await told.waitFor();
  await attendee.page.reload(); // and who comes later
  await told.waitFor();
  expect(await barriers(page)).toEqual([]);
  await organizer.shot("desk-live");
  await page.getByRole("button", { name: en.live.announce.takeBack }).click();
  await told.waitFor({ state: "detached" });
  await attendee.leave();
  await organizer.leave();
});

test("the desk is the organizers'", async () => {
  const attendee = await Visitor.enter(chromium, server.address);
  await attendee.login(server.links.attendee);
  for (const path of ["/desk/registrations", "/desk/programme"]) {
    await attendee.page.goto(path);
    await attendee.page.getByText(en.forbidden.organizers).waitFor();
  }
  for (const path of ["registrations", "halls", "people?q=an"]) {
    expect((await attendee.page.request.get(`/api/${path}`)).status()).toBe(403);
  }
  await attendee.leave();
});
