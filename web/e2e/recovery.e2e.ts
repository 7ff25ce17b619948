// What goes wrong with a network, and how the page comes through it by itself.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { launchChromium } from "./browsers.ts";
import { Crew } from "./crew.ts";
import { Relay } from "./relay.ts";
import { RoomPage, sessionUnderWay } from "./room.ts";
import { Server } from "./server.ts";
import type { Visitor } from "./visitor.ts";

let chromium: Browser;
let relay: Relay;
let server: Server;
let session: string;
let watcher: Visitor;
let writer: Visitor;
let watching: RoomPage;
let writing: RoomPage;

// The simulated panel publishes through the same road as the browsers watch.
beforeAll(async () => {
  [relay, chromium] = await Promise.all([Relay.open(), launchChromium()]);
  server = await Server.start(...relay.flags);
  session = await sessionUnderWay(server);
  const crew = await Crew.of(server);
  // The crowd takes people from the front of the list.
  watcher = await crew.enter(chromium, "attendee");
  writer = await crew.enter(chromium, "attendee");
  watching = new RoomPage(watcher.page);
  writing = new RoomPage(writer.page);
  await watching.open(session);
  await watching.join();
  await writing.open(session);
});

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
  relay?.close();
});

/** Three moving pictures and the sound of somebody. */
async function plays(room: RoomPage) {
  await expect.poll(() => room.playing("video")).toBe(3);
  await expect.poll(() => room.playing("audio")).toBeGreaterThan(0);
  await room.goesOn();
}

test("a page that is loaded anew is where it was", async () => {
  await plays(watching);
  await watching.say("Before I pressed reload");
  await writing.lines("Before I pressed reload").waitFor();
  await watching.page.reload();
  await plays(watching);
  await watching.lines("Before I pressed reload").waitFor();
  expect(await watching.lines("Before I pressed reload").count()).toBe(1);
});

test("ten seconds without a network pass by themselves, and no line is lost", async () => {
  watcher.faults.forgive(/WebSocket connection to/, /ERR_INTERNET_DISCONNECTED/, /Failed to load resource/);
  const before = (await watching.peers()).map(({ remoteDescriptions }) => remoteDescriptions);
  expect(before).toEqual([1]);
  relay.blocked = true;
  await watcher.offline(true);
  await expect.poll(() => watching.status.innerText()).toBe(en.room.status.reconnecting);
  const back = new Promise((turn) => setTimeout(turn, 10_000)); // the loss itself, not a wait for something
  for (let i = 1; i <= 5; i++) await writing.say(`Said meanwhile, number ${i}`);
  await watching.say("Written while I was away"); // sent when the network is back
  await back;
  expect(await watching.lines("Said meanwhile").count()).toBe(0);
  relay.blocked = false;
  await watcher.offline(false);
  await plays(watching);
  for (const room of [watching, writing]) {
    await expect.poll(() => room.lines("Said meanwhile").count()).toBe(5);
    await expect.poll(() => room.lines("Written while I was away").count()).toBe(1);
  }
  // The same leg: its path was looked for anew, nothing else.
  const after = (await watching.peers()).filter(({ state }) => state !== "closed");
  expect(after).toHaveLength(1);
  expect(after[0]?.state).toBe("connected");
  const again = after[0]?.remoteDescriptions;
  expect(again).toBeLessThanOrEqual(3);
  // And on a road that is whole, nobody negotiates.
  await plays(watching);
  expect((await watching.peers()).at(-1)?.remoteDescriptions).toBe(again);
});

test("media alone is gone for a while, and comes back", async () => {
  relay.blocked = true;
  await expect.poll(() => watching.status.innerText()).not.toBe(en.room.status.live);
  await watching.say("I hear nothing"); // the chat does not mind
  await writing.lines("I hear nothing").waitFor();
  relay.blocked = false;
  await plays(watching);
});

test("where UDP is blocked, media comes by TCP", async () => {
  const policy = "disable_non_proxied_udp";
  const strict = await launchChromium(
    `--force-webrtc-ip-handling-policy=${policy}`,
    `--webrtc-ip-handling-policy=${policy}`,
  );
  const other = await Server.start();
  try {
    const visitor = await (await Crew.of(other)).enter(strict, "attendee");
    const room = new RoomPage(visitor.page);
    await room.open(await sessionUnderWay(other));
    await room.join();
    await plays(room);
    const stats = (await room.peers()).flatMap((peer) => peer.stats);
    const pair = stats.find(
      ({ type, state, nominated }) => type === "candidate-pair" && state === "succeeded" && nominated,
    );
    expect(stats.find(({ id }) => id === pair?.remoteCandidateId)?.protocol).toBe("tcp");
    await visitor.leave();
  } finally {
    await strict.close();
    await other.stop();
  }
});

test("nobody's page complained", async () => {
  await watcher.leave();
  await writer.leave();
});
