// What somebody in the audience does with the picture and the sound, and what the chip tells her before and after.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { launchChromium } from "./browsers.ts";
import { received } from "./peers.ts";
import { RoomPage, sessionUnderWay } from "./room.ts";
import { Server } from "./server.ts";
import { Visitor } from "./visitor.ts";

let server: Server;
let noon: Server;
let chromium: Browser;

beforeAll(async () => {
  [server, noon, chromium] = await Promise.all([
    Server.start(),
    Server.start("--at", "2020-09-14T12:50+02:00", "--no-crowd"),
    launchChromium(),
  ]);
});

afterAll(async () => {
  await chromium?.close();
  await Promise.all([server?.stop(), noon?.stop()]);
});

test("an attendee joins with one click, and looks at the panel as she likes", async () => {
  const visitor = await Visitor.enter(chromium, server.address);
  await visitor.login(server.links.attendee);
  const room = new RoomPage(visitor.page);
  const { page } = room;
  await room.open(await sessionUnderWay(server));
  expect(await page.locator("audio").evaluateAll((all) => all.length)).toBe(0); // nothing sounds before the click
  await room.join();
  await expect.poll(() => room.playing("video")).toBe(3);

  // Whoever speaks is large, the others beside her.
  const widths = async () => {
    const boxes = await room.stage.getByRole("figure").evaluateAll((all) => all.map((one) => one.clientWidth));
    return boxes.sort((a, b) => b - a);
  };
  await expect
    .poll(async () => (await widths()).map((width, _, [first = 0]) => width * 2 < first))
    .toEqual([false, true, true]);
  // On each plate stands whom she represents, then her name and function.
  for (const plate of await room.stage.locator("figcaption").all()) {
    const [organization, person] = (await plate.innerText()).split("\n");
    const sizes = await plate.locator("strong").evaluate((one) => getComputedStyle(one).fontWeight);
    expect(organization).toMatch(/^(OSCE Secretariat|United Nations|Women's organizations)$/);
    expect(person).toMatch(/^\p{Lu}\S+ \p{Lu}/u);
    expect(Number(sizes)).toBeGreaterThan(500);
  }

  await page.getByRole("button", { name: en.room.stage.grid }).click();
  await expect.poll(async () => new Set(await widths()).size).toBe(1);
  await expect.poll(() => room.playing("video")).toBe(3);

  // Her choice stays when the page is loaded anew.
  await page.reload();
  await expect.poll(() => room.playing("video")).toBe(3);
  await expect.poll(async () => new Set(await widths()).size).toBe(1);
  await page.getByRole("button", { name: en.room.stage.speaker }).click();

  // All three voices come, and have been heard; then no sound at all, and again.
  const voices = async () => received(await room.peers(), "audio").filter((stat) => (stat.totalAudioEnergy ?? 0) > 0);
  await expect.poll(async () => (await voices()).length).toBe(3);
  const silent = () => page.locator("audio").evaluateAll((all: HTMLAudioElement[]) => all.map(({ muted }) => muted));
  await page.getByRole("button", { name: en.room.stage.mute }).click();
  await expect.poll(async () => new Set(await silent())).toEqual(new Set([true]));
  await page.getByRole("button", { name: en.room.stage.unmute }).click();
  await expect.poll(async () => new Set(await silent())).toEqual(new Set([false]));

  const full = () => page.evaluate(() => document.fullscreenElement !== null);
  await page.getByRole("button", { name: en.room.stage.full }).click();
  await expect.poll(full).toBe(true);
  await page.getByRole("button", { name: en.room.stage.full }).click();
  await expect.poll(full).toBe(false);

  const before = (await widths())[0] ?? 0;
  await page.getByRole("button", { name: en.room.side.hide }).click();
  await expect.poll(async () => (await widths())[0] ?? 0).toBeGreaterThan(before);
  await page.getByRole("button", { name: en.room.side.show }).click();
  await page.getByRole("tablist").waitFor();
  await visitor.leave();
});

test("the chip says when a session begins, that it runs, and that it is over", async () => {
  const visitor = await Visitor.enter(chromium, noon.address);
  await visitor.login(noon.links.attendee);
  const organizer = await Visitor.enter(chromium, noon.address);
  await organizer.login(noon.links.organizer);
  const room = new RoomPage(visitor.page);
  const of = async (title: string) => {
    const answer = await visitor.page.request.get("/api/programme");
    const { sessions } = (await answer.json()) as { sessions: { session: { id: string; title: string } }[] };
    return sessions.find(({ session }) => session.title.startsWith(title))?.session.id ?? "";
  };

  await room.open(await of("Session 2"));
  await expect.poll(() => room.status.innerText()).toBe(en.names.session.scheduled);
  const soon = await of("Side event");
  await room.open(soon);
  await expect.poll(() => room.status.innerText()).toBe(en.room.status.soon);
  expect(await visitor.page.locator("header").innerText()).toMatch(/\b0\d:\d\d\b/);
  await room.join();

  const desk = organizer.page;
  await desk.goto(`/desk/sessions/${soon}`);
  await desk.getByRole("button", { name: en.desk.session.open, exact: true }).click();
  await expect.poll(() => room.status.innerText()).toBe(en.room.status.waiting);
  await desk.getByRole("button", { name: en.desk.session.close, exact: true }).click();
  await desk.getByRole("dialog").getByRole("button", { name: en.desk.session.close }).click();
  await expect.poll(() => room.status.innerText()).toBe(en.room.status.ended);
  await room.stage.getByText(en.room.stage.emptyEnded).waitFor();

  // Who comes now is not asked to join what is over.
  const late = await Visitor.enter(chromium, noon.address);
  await late.login(noon.links.speaker);
  await late.page.goto(`/sessions/${soon}`);
  await late.page.getByText(en.room.entry.ended).waitFor();
  expect(await late.page.getByRole("button", { name: en.room.entry.join }).count()).toBe(0);
  for (const one of [visitor, organizer, late]) await one.leave();
});

test("who is not signed in is asked to, and comes out where she wanted to go", async () => {
  const visitor = await Visitor.enter(chromium, server.address);
  const { page } = visitor;
  visitor.faults.forgive(/Failed to load resource/);
  const session = await sessionUnderWay(server);
  await page.goto(`/sessions/${session}`);
  await page.getByText(en.room.entry.signIn).waitFor();
  await page.getByRole("link", { name: en.shell.signIn }).click();
  await page.waitForURL(`**/sign-in?next=/sessions/${session}`);
  await visitor.leave();
});
