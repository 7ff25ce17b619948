// The harness measures what it says it does: checked before anything is said about the page.
import { createSocket } from "node:dgram";
import { once } from "node:events";

import type { Browser as Firefox } from "puppeteer-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { launchChromium, launchFirefox } from "./browsers.ts";
import { type Evaluates, readPeers, received, rising, sent, watchPeers } from "./peers.ts";
import { Relay } from "./relay.ts";
import { Server } from "./server.ts";
import { Visitor } from "./visitor.ts";

let server: Server;
let chromium: Browser;
let firefox: Firefox;

beforeAll(async () => {
  server = await Server.start();
  chromium = await launchChromium();
  firefox = await launchFirefox();
});

afterAll(async () => {
  await firefox?.close();
  await chromium?.close();
  await server?.stop();
});

/** Calls itself: the page's camera and microphone, through two peer connections, back into the page. */
function callItself() {
  const call = async () => {
    const media = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    const here = new RTCPeerConnection();
    const there = new RTCPeerConnection();
    here.onicecandidate = ({ candidate }) => void there.addIceCandidate(candidate ?? undefined);
    there.onicecandidate = ({ candidate }) => void here.addIceCandidate(candidate ?? undefined);
    media.getTracks().forEach((track) => here.addTrack(track, media));
    await here.setLocalDescription();
    await there.setRemoteDescription(here.localDescription!);
    await there.setLocalDescription();
    await here.setRemoteDescription(there.localDescription!);
  };
  return call();
}

async function hearsAndSeesItself(page: Evaluates) {
  await page.evaluate(callItself);
  const before = await readPeers(page);
  expect(before.map((peer) => peer.remoteDescriptions)).toEqual([1, 1]);
  await expect.poll(async () => rising(before, await readPeers(page), "video")).toHaveLength(1);
  await expect.poll(async () => rising(before, await readPeers(page), "audio")).toHaveLength(1);
  const after = await readPeers(page);
  expect(after.map((peer) => peer.state)).toEqual(["connected", "connected"]);
  expect(received(after, "video")).toHaveLength(1);
  expect(sent(after, "audio")).toHaveLength(1);
}

test("a call inside Chromium is measured", async () => {
  const visitor = await Visitor.enter(chromium, server.address);
  await visitor.page.goto("/");
  await hearsAndSeesItself(visitor.page);
  await visitor.leave();
});

test("a call inside Firefox is measured", async () => {
  const page = await firefox.newPage();
  await page.evaluateOnNewDocument(watchPeers);
  await page.goto(server.address);
  await hearsAndSeesItself(page);
});

test("what the policy refuses is a fault", async () => {
  const visitor = await Visitor.enter(chromium, server.address);
  await visitor.page.goto("/");
  await visitor.page.evaluate(() => document.body.setAttribute("style", "color: red"));
  await expect(visitor.leave()).rejects.toThrow("Content Security Policy");
});

test("what was forgiven is no fault", async () => {
  const visitor = await Visitor.enter(chromium, server.address);
  visitor.faults.forgive(/never mind/);
  await visitor.page.goto("/");
  await visitor.page.evaluate(() => console.error("never mind"));
  await visitor.leave();
});

test("a server that was killed comes back at its address", async () => {
  const { address } = server;
  await server.kill();
  await server.restart();
  expect(server.address).toBe(address);
  expect((await fetch(address)).status).toBe(200);
});

test("a relay passes both ways until it is blocked", async () => {
  const relay = await Relay.open();
  const echo = createSocket("udp4").on("message", (packet, from) => echo.send(packet, from.port, from.address));
  echo.bind(relay.port, "127.0.0.1");
  await once(echo, "listening");
  const browser = createSocket("udp4");
  browser.send("hello", relay.port, "127.0.0.2");
  const [answer] = (await once(browser, "message")) as [Buffer];
  expect(answer.toString()).toBe("hello");
  expect(relay.passed).toBe(2);
  relay.blocked = true;
  browser.send("hello", relay.port, "127.0.0.2");
  await expect.poll(() => relay.dropped).toBe(1);
  [relay, echo, browser].forEach((socket) => void socket.close());
});
