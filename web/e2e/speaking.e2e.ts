// A speaker before she is seen: her camera, her microphone, herself as others will hear her.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { launchChromium } from "./browsers.ts";
import { received, sent } from "./peers.ts";
import { RoomPage, sessionUnderWay } from "./room.ts";
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

declare global {
  interface Window {
    plenaryPlayed?: HTMLAudioElement[];
  }
}

test("a speaker sees and hears herself before anybody else does", async () => {
  const visitor = await Visitor.enter(chromium, server.address);
  const { page } = visitor;
  await visitor.context.addInitScript(() => {
    const played: HTMLAudioElement[] = (window.plenaryPlayed = []);
    window.Audio = class extends Audio {
      constructor(address?: string) {
        super(address);
        played.push(this);
      }
    };
  });
  await visitor.login(server.links.speaker);
  const room = new RoomPage(page);
  await room.open(await sessionUnderWay(server));
  await page.getByRole("button", { name: en.room.entry.speak }).click();
  const check = page.getByRole("dialog");
  const text = en.room.check;

  const picture = check.locator("video");
  await expect.poll(() => picture.evaluate((video: HTMLVideoElement) => video.videoWidth)).toBeGreaterThan(0);
  const level = check.getByRole("meter", { name: text.level });
  await expect.poll(() => level.evaluate((meter: HTMLMeterElement) => meter.value)).toBeGreaterThan(0.1);
  await expect.poll(() => level.evaluate((meter: HTMLMeterElement) => meter.value)).toBeLessThan(0.1); // it moves

  await check.getByRole("button", { name: text.record }).click();
  await check.getByText(text.recording).waitFor();
  await check.getByText(text.playing).waitFor();
  await expect.poll(() => check.getByText(text.playing).count()).toBe(0);
  const heard = await page.evaluate(() =>
    window.plenaryPlayed?.map(({ ended, currentTime }) => ({ ended, currentTime })),
  );
  expect(heard).toHaveLength(1);
  expect(heard?.[0]).toMatchObject({ ended: true });
  expect(heard?.[0]?.currentTime).toBeGreaterThan(2);

  for (const label of [text.camera, text.microphone]) {
    expect(await check.getByLabel(label, { exact: true }).inputValue()).not.toBe("");
  }
  expect((await room.peers()).flatMap(({ stats }) => stats).filter(({ bytesSent }) => bytesSent)).toEqual([]);

  await check.getByRole("button", { name: text.go }).click();
  await page.getByText(en.room.me.backstage).waitFor();
  await expect
    .poll(async () => sent(await room.peers(), "audio").some(({ bytesSent }) => (bytesSent ?? 0) > 0))
    .toBe(true);
  // Her own picture is what her camera sees, not what comes back: nobody hears herself.
  await expect.poll(() => room.stage.getByRole("figure").count()).toBe(1);
  expect(received(await room.peers(), "audio").reduce((sum, stat) => sum + (stat.bytesReceived ?? 0), 0)).toBe(0);

  const microphone = page.getByRole("button", { name: en.room.me.micOn });
  await microphone.click();
  await page.getByRole("button", { name: en.room.me.micOff }).waitFor();
  await room.stage.getByText(en.room.stage.micOff).waitFor();
  await page.getByRole("button", { name: en.room.me.micOff }).click();
  await microphone.waitFor();
  await page.getByRole("button", { name: en.room.me.leaveBackstage }).click();
  await expect.poll(() => page.getByText(en.room.me.backstage).count()).toBe(0);
  await visitor.leave();
});

test("a browser that gives no device says why, and what to do", async () => {
  const visitor = await Visitor.enter(chromium, server.address);
  const { page } = visitor;
  await visitor.context.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError"));
  });
  await visitor.login(server.links.speaker);
  const room = new RoomPage(page);
  await room.open(await sessionUnderWay(server));
  await page.getByRole("button", { name: en.room.entry.speak }).click();
  const check = page.getByRole("dialog");
  await check.getByRole("alert").getByText(en.room.check.problem.denied).waitFor();
  expect(await check.getByRole("button", { name: en.room.check.go }).isDisabled()).toBe(true);
  await check.getByRole("button", { name: en.room.entry.watchOnly }).click();
  await room.stage.waitFor();
  await visitor.leave();
});
