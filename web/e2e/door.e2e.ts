// Badges and the door: a printed badge is read by a camera, people are let in with and without a connection.
import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { GuestList, RegistrationInfo, RegistrationPage } from "../src/protocol.ts";
import { en } from "../src/words/en/index.ts";
import { barriers } from "./axe.ts";
import { launchChromium } from "./browsers.ts";
import { Server } from "./server.ts";
import { Visitor, out, phone } from "./visitor.ts";

const w = en.door;

let server: Server;
let chromium: Browser;
let camera: Browser; // sees the badge
let organizer: Visitor;
let door: Visitor;
let ada: RegistrationInfo;
let ben: RegistrationInfo;

beforeAll(async () => {
  [server, chromium] = await Promise.all([
    Server.start("--at", "2020-09-14T08:30+02:00", "--no-crowd"),
    launchChromium(),
  ]);
  organizer = await Visitor.enter(chromium, server.address);
  await organizer.login(server.links.organizer);
});

afterAll(async () => {
  await camera?.close();
  await chromium?.close();
  await server?.stop();
});

const api = async <T>(path: string) => (await (await organizer.page.request.get(`/api/${path}`)).json()) as T;
const came = async ({ id }: RegistrationInfo) =>
  (await api<GuestList>("check-in")).guests.find((guest) => guest.id === id)?.at !== undefined;

/** A film of one grey picture (PGM), as a fake camera takes it: YUV4MPEG2, with sides of even lengths. */
function film(picture: Buffer): Buffer {
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(picture.subarray(0, 40).toString("latin1"));
  const [width, height] = [Number(head?.[1]), Number(head?.[2])];
  const [w, h] = [width - (width % 2), height - (height % 2)];
  const rows = Array.from({ length: h }, (_, y) => {
    const from = (head?.[0].length ?? 0) + y * width;
    return picture.subarray(from, from + w);
  });
  const grey = Buffer.alloc((w * h) / 2, 128);
  const frame = Buffer.concat([Buffer.from("FRAME\n"), ...rows, grey]);
  return Buffer.concat([
    Buffer.from(`YUV4MPEG2 W${w} H${h} F10:1 Ip A1:1 C420jpeg\n`),
    ...Array<Buffer>(5).fill(frame),
  ]);
}

test("an organizer prints a badge", async () => {
  const { page } = organizer;
  const found = await api<RegistrationPage>("registrations?state=approved&sort=name&limit=2");
  [ada, ben] = found.registrations as [RegistrationInfo, RegistrationInfo];
  await page.goto(`/desk/registrations?q=${encodeURIComponent(ada.name)}`);
  await page.getByRole("button", { name: ada.name }).click();
  const link = page.getByRole("dialog").getByRole("link", { name: w.badges.badge });
  const pdf = await page.request.get((await link.getAttribute("href")) ?? "");
  expect(pdf.headers()["content-type"]).toBe("application/pdf");

  // What lies before the camera: the paper itself, as another program draws it.
  await mkdir(out, { recursive: true });
  await writeFile(join(out, "badge.pdf"), await pdf.body());
  await promisify(execFile)("pdftoppm", [
    "-gray",
    "-r",
    "150",
    "-singlefile",
    join(out, "badge.pdf"),
    join(out, "badge"),
  ]);
  await writeFile(join(out, "badge.y4m"), film(await readFile(join(out, "badge.pgm"))));
  camera = await launchChromium(`--use-file-for-fake-video-capture=${join(out, "badge.y4m")}`);
});

test("the camera at the door reads it", async () => {
  door = await Visitor.enter(camera, server.address);
  await door.login(server.links.organizer);
  const { page } = door;
  await page.goto("/check-in");
  await page.getByText(/ of \d+ are in$/).waitFor();
  expect(await page.getByText(w.none, { exact: true }).isVisible()).toBe(true);
  await page.getByRole("button", { name: w.start }).click();
  await page.getByText(w.outcome.in, { exact: true }).waitFor();
  await page.locator(".verdict").getByText(ada.name).waitFor();
  await expect.poll(() => came(ada)).toBe(true);
  await door.shot("check-in", { phone: true });
  await page.getByRole("button", { name: w.stop }).click();
  await page.getByRole("button", { name: w.start }).click(); // the same badge once more
  await page.getByText(w.outcome.again, { exact: true }).waitFor();
  await page.getByRole("button", { name: w.stop }).click();
});

test("the door goes on without a connection, and tells later", async () => {
  const { page } = door;
  await door.offline(true);
  await page.getByLabel(w.search).fill(ben.name);
  await page.getByRole("button", { name: w.letInOf(ben.name) }).click();
  await page.getByText(w.outcome.in, { exact: true }).waitFor();
  await page.getByText(w.unsent(1)).waitFor();
  expect(await came(ben)).toBe(false);
  await page.getByLabel(w.search).fill("JYOOYOOGABOHQ3JKK47H6GD753"); // as a code reader types
  await page.keyboard.press("Enter");
  await page.getByText(w.outcome.unsure, { exact: true }).waitFor();
  await door.screenshots("door-offline");

  door.faults.forgive(/net::ERR_INTERNET_DISCONNECTED/);
  await door.offline(false);
  await expect.poll(() => came(ben), { timeout: 30_000 }).toBe(true);
  await page.getByText(w.unsent(1)).waitFor({ state: "detached" });
});

test("a check-in is undone, and a stranger's badge refused", async () => {
  const { page } = door;
  await page.getByLabel(w.search).fill(ben.name);
  await page.getByRole("button", { name: w.undoOf(ben.name) }).click();
  await expect.poll(() => came(ben)).toBe(false);
  await page.goto("/check-in#JYOOYOOGABOHQ3JKK47H6GD753"); // a telephone's own camera opened it
  await page.getByText(w.outcome.unknown, { exact: true }).waitFor();
  expect(new URL(page.url()).hash).toBe("");
  await door.screenshots("door");

  for (const size of [phone, { width: 1440, height: 900 }]) {
    await page.setViewportSize(size);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
    expect(await barriers(page)).toEqual([]);
  }
  await door.leave();
});

test("whose badge it is learns that from its address, and has her papers in the account", async () => {
  const attendee = await Visitor.enter(chromium, server.address);
  await attendee.login(server.links.attendee);
  const { page } = attendee;
  await page.goto("/check-in#JYOOYOOGABOHQ3JKK47H6GD753");
  await page.getByText(w.forbidden).waitFor();
  await page.goto("/me");
  for (const name of [w.badges.own, w.badges.ownLetter]) {
    const href = (await page.getByRole("link", { name }).getAttribute("href")) ?? "";
    expect((await page.request.get(href)).headers()["content-type"]).toBe("application/pdf");
  }
  await attendee.leave();
  await organizer.leave();
});
