// A panel: two speakers publish from browsers, three attendees watch, a moderator runs the stage.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { launchChromium } from "./browsers.ts";
import { Crew } from "./crew.ts";
import { received, sent } from "./peers.ts";
import { RoomPage, sessionUnderWay } from "./room.ts";
import { Server } from "./server.ts";
import type { Visitor } from "./visitor.ts";

let server: Server;
let chromium: Browser;
let session: string;
const everybody: Visitor[] = [];
const attendees: RoomPage[] = [];
const speakers: RoomPage[] = [];
let moderator: RoomPage;

beforeAll(async () => {
  [server, chromium] = await Promise.all([Server.start("--no-crowd"), launchChromium()]);
  const crew = await Crew.of(server);
  session = await sessionUnderWay(server);
  const enter = async (role: "attendee" | "speaker" | "moderator") => {
    const visitor = await crew.enter(chromium, role);
    everybody.push(visitor);
    const room = new RoomPage(visitor.page);
    await room.open(session);
    return room;
  };
  moderator = await enter("moderator");
  for (let i = 0; i < 2; i++) speakers.push(await enter("speaker"));
  for (let i = 0; i < 3; i++) attendees.push(await enter("attendee"));
});

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
});

const behind = () => moderator.page.getByRole("region", { name: en.room.control.backstage });
const onStage = () => moderator.page.getByRole("region", { name: en.room.control.onStage });

test("the audience neither sees nor hears those backstage", async () => {
  for (const room of [...attendees, moderator]) await room.join();
  for (const room of speakers) await room.goBackstage();
  await moderator.tab(en.room.control.tab);
  await expect.poll(() => behind().getByText(en.room.control.connected, { exact: true }).count()).toBe(2);
  // They see and hear each other …
  for (const room of speakers) {
    await expect.poll(() => room.playing("video")).toBe(1);
    await expect.poll(() => room.playing("audio")).toBe(1);
  }
  // … and to the audience not one byte has come.
  for (const room of attendees) {
    await expect.poll(async () => (await room.peers()).map(({ state }) => state)).toEqual(["connected"]);
    expect([await room.bytes("video"), await room.bytes("audio")]).toEqual([0, 0]);
    expect(await room.stage.innerText()).toContain(en.room.stage.emptyOpen);
  }
});

test("two speakers on the stage play for three attendees", async () => {
  for (const count of [1, 2]) {
    await behind().getByRole("button", { name: en.room.control.bring }).first().click();
    await expect.poll(() => onStage().getByRole("listitem").count()).toBe(count);
    for (const room of attendees) await expect.poll(() => room.playing("video")).toBe(count);
  }
  for (const room of attendees) {
    await expect.poll(() => room.playing("audio")).toBeGreaterThan(0);
    await room.goesOn();
    expect(await room.stage.getByRole("figure").count()).toBe(2);
  }
  for (const room of speakers) {
    await room.page.getByText(en.room.me.onAirLead).waitFor();
    const camera = sent(await room.peers(), "video").filter(({ rid }) => rid);
    expect(camera.map(({ rid }) => rid).sort()).toEqual(["f", "h", "q"]);
  }
});

test("a hidden page receives no pictures, only sound", async () => {
  const [room] = attendees;
  if (!room) throw new Error("nobody is there");
  await room.page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect.poll(() => room.playing("video")).toBe(0);
  await expect.poll(() => room.playing("audio")).toBeGreaterThan(0);
  await room.page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "visible", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect.poll(() => room.playing("video")).toBe(2);
});

test("a moderator mutes a speaker, and only the speaker turns it on again", async () => {
  const mute = onStage().getByRole("button", { name: /^Turn off the microphone/ });
  await expect.poll(() => mute.count()).toBe(2);
  await mute.first().click();
  await expect.poll(() => mute.count()).toBe(1);
  const muted = (room: RoomPage) => room.page.getByText(en.room.me.mutedBy(en.room.me.source.microphone));
  await expect.poll(async () => (await muted(speakers[0]!).count()) + (await muted(speakers[1]!).count())).toBe(1);
  const [hers] = (await muted(speakers[0]!).count()) ? speakers : speakers.slice(1);
  await hers!.page.getByRole("button", { name: en.room.me.turnOn }).click();
  await expect.poll(() => mute.count()).toBe(2);
});

test("speakers come and go, and nobody negotiates again", async () => {
  for (let round = 0; round < 2; round++) {
    await onStage().getByRole("button", { name: en.room.control.take }).first().click();
    for (const room of attendees) await expect.poll(() => room.stage.getByRole("figure").count()).toBe(1);
    for (const room of attendees) await expect.poll(() => room.playing("video")).toBe(1);
    await behind().getByRole("button", { name: en.room.control.bring }).first().click();
    for (const room of attendees) await expect.poll(() => room.playing("video")).toBe(2);
  }
  for (const room of attendees) {
    const peers = await room.peers();
    expect(peers.map(({ remoteDescriptions }) => remoteDescriptions)).toEqual([1]);
  }
  for (const room of speakers) {
    const peers = await room.peers();
    expect(peers.map(({ remoteDescriptions }) => remoteDescriptions)).toEqual([1, 1]);
  }
});

test("a screen is shown large to all, and taken away again", async () => {
  const [speaker] = speakers;
  await speaker!.page.getByRole("button", { name: en.room.me.share }).click();
  for (const room of attendees) {
    await expect.poll(() => room.stage.getByText(/^Screen of /).count()).toBe(1);
    await expect.poll(() => room.playing("video")).toBe(3);
    // It takes most of the place; who speaks stands small beside it.
    const figures = await room.stage.getByRole("figure").all();
    const areas: [string, number][] = [];
    for (const figure of figures) {
      const box = await figure.boundingBox();
      areas.push([await figure.innerText(), (box?.width ?? 0) * (box?.height ?? 0)]);
    }
    const [largest, next] = areas.sort(([, a], [, b]) => b - a);
    expect(largest?.[0]).toMatch(/^Screen of /);
    expect(largest?.[1]).toBeGreaterThan(4 * (next?.[1] ?? 0));
  }
  await speaker!.page.getByRole("button", { name: en.room.me.unshare }).click();
  for (const room of attendees) await expect.poll(() => room.stage.getByText(/^Screen of /).count()).toBe(0);
});

test("a removed person's socket and media end by themselves", async () => {
  const gone = attendees.pop();
  const visitor = everybody.pop();
  if (!gone || !visitor) throw new Error("nobody is there");
  await moderator.tab(en.room.people.tab);
  const name = ((await (await gone.page.request.get("/api/me")).json()) as { person: { name: string } }).person.name;
  const row = moderator.page.getByRole("tabpanel").getByRole("listitem").filter({ hasText: name });
  await row.getByRole("button", { name: en.room.people.remove }).click();
  await moderator.page.getByRole("dialog").getByRole("button", { name: en.room.people.remove }).click();
  await gone.page.getByText(en.room.gone.removed).waitFor();
  await expect.poll(async () => (await gone.peers()).map(({ state }) => state)).not.toContain("connected");
  // She cannot come back, and the others still watch.
  visitor.faults.forgive(/Failed to load resource/, /WebSocket/);
  await gone.page.reload();
  await gone.page.getByText(en.room.entry.notYours).waitFor();
  for (const room of attendees) await expect.poll(() => room.playing("video")).toBe(2);
  await visitor.leave();
});

test("who leaves the stage is neither seen nor heard", async () => {
  for (const room of speakers) await room.page.getByRole("button", { name: en.room.me.leave, exact: true }).click();
  for (const room of attendees) {
    await room.stage.getByText(en.room.stage.emptyOpen).waitFor();
    await expect.poll(() => room.playing("video")).toBe(0);
    await expect.poll(() => room.playing("audio")).toBe(0);
    const slots = received(await room.peers(), "video").length;
    expect(slots).toBeLessThanOrEqual(13);
  }
});

test("nobody's page complained", async () => {
  for (const visitor of everybody) await visitor.leave();
});
