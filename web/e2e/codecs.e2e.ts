// Every codec of browsers: one Chromium publishes, another decodes, and so does Firefox, what it can.
import type { Browser } from "playwright-core";
import type { Browser as Firefox, Page as FirefoxPage } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { launchChromium, launchFirefox, reachable } from "./browsers.ts";
import { Crew } from "./crew.ts";
import { type Peer, readPeers, received, sent, watchPeers } from "./peers.ts";
import { RoomPage, sessionUnderWay } from "./room.ts";
import { Server } from "./server.ts";
import { Visitor } from "./visitor.ts";

let server: Server;
let sending: Browser;
let watching: Browser;
let firefox: Firefox;
let other: FirefoxPage;
let session: string;
let speaking: string;
let moderator: RoomPage;
let attendee: RoomPage;

/** Signs somebody in, and opens the room. */
const enter = async (browser: Browser, login: string, way?: Way) => {
  const visitor = await Visitor.enter(browser, server.address);
  await visitor.context.addCookies([{ name: "login", value: login, url: server.address }]);
  if (way) await visitor.page.addInitScript(prefer, way);
  const room = new RoomPage(visitor.page);
  await room.open(session);
  return { visitor, room };
};

beforeAll(async () => {
  [server, sending, watching, firefox] = await Promise.all([
    Server.start("--no-crowd", ...reachable),
    launchChromium(),
    launchChromium(),
    launchFirefox(),
  ]);
  session = await sessionUnderWay(server);
  const crew = await Crew.of(server);
  speaking = crew.take("speaker");
  moderator = (await enter(watching, crew.take("moderator"))).room;
  attendee = (await enter(watching, crew.take("attendee"))).room;
  await attendee.join();
  await moderator.tab(en.room.control.tab);
  other = await firefox.newPage();
  await other.evaluateOnNewDocument(watchPeers);
  await other.goto(server.links.attendee);
  await other.locator("main button").click();
  await other.locator(`::-p-text(${en.room.entry.join})`).click();
});

afterAll(async () => {
  await sending?.close();
  await watching?.close();
  await firefox?.close();
  await server?.stop();
});

/** How a speaker's page is made to send her camera. */
interface Way {
  mime: string;
  /** Of each encoding: Chromium sends VP9 and AV1 as simulcast only where this says so. */
  mode?: string;
  /** One encoding with layers in it, instead of three. */
  svc?: boolean;
  /** Firefox takes it, too: here it has no H264, and offers no AV1. */
  firefox?: boolean;
}

/** Has the page prefer a codec for its camera. Runs in the page before its own scripts. */
function prefer({ mime, mode, svc }: Way) {
  window.RTCPeerConnection = class extends RTCPeerConnection {
    override addTransceiver(what: MediaStreamTrack | string, init: RTCRtpTransceiverInit = {}): RTCRtpTransceiver {
      if (init.sendEncodings && svc) init.sendEncodings = [{ maxBitrate: 2_500_000 }];
      if (init.sendEncodings && mode) {
        init.sendEncodings = init.sendEncodings.map((encoding) => ({ ...encoding, scalabilityMode: mode }));
      }
      const transceiver = super.addTransceiver(what, init);
      const set = transceiver.setCodecPreferences.bind(transceiver);
      transceiver.setCodecPreferences = (codecs: RTCRtpCodec[]) => {
        const first = codecs.filter((codec) => codec.mimeType === mime && init.direction === "sendonly");
        set([...first, ...codecs.filter((codec) => !first.includes(codec))]);
      };
      return transceiver;
    }
  };
}

/** The codec of the pictures that somebody decodes, or sends. */
function codecs(peers: Peer[], of: typeof received): (string | undefined)[] {
  const names = new Map(peers.flatMap(({ stats }) => stats.map((stat) => [stat.id, stat.mimeType])));
  const moving = of(peers, "video").filter((stat) => stat.framesDecoded ?? stat.framesSent);
  return [...new Set(moving.map((stat) => names.get(stat.codecId ?? "")))];
}

// The header of a packet as the server sends it (RFC 3550 §5.1), with one extension. What is above that is padding.
const header = 20;

// A sender whose first probes failed, as they do on a busy machine, goes up from 300 kbit/s by 8 % a second.
const unhurried = { timeout: 80_000 };

/** What has come of the picture that somebody decodes: the only one, in the slot that all speakers here have in turn. */
function progress(peers: Peer[]) {
  const stat = received(peers, "video").find(({ framesDecoded }) => framesDecoded);
  const { framesDecoded: frames = 0, frameWidth: width = 0, headerBytesReceived = 0, packetsReceived = 0 } = stat ?? {};
  return { frames, width, padding: headerBytesReceived - header * packetsReceived };
}

describe.each<Way>([
  { mime: "video/VP8", firefox: true },
  { mime: "video/H264" },
  { mime: "video/VP9", mode: "L1T3", firefox: true },
  { mime: "video/AV1", mode: "L1T3" },
  { mime: "video/VP9", mode: "L3T3_KEY", svc: true },
  { mime: "video/AV1", mode: "L3T3_KEY", svc: true },
])("$mime $mode", (way) => {
  test("is sent by one Chromium, and decoded by another", async () => {
    const watchers = [() => attendee.peers(), ...(way.firefox ? [() => readPeers(other)] : [])];
    const before = await Promise.all(watchers.map(async (peers) => progress(await peers())));
    const { visitor, room } = await enter(sending, speaking, way);
    await room.goBackstage();
    const behind = moderator.page.getByRole("region", { name: en.room.control.backstage });
    await behind.getByRole("button", { name: en.room.control.bring }).first().click();
    for (const [i, peers] of watchers.entries()) {
      await expect.poll(async () => progress(await peers()).frames).toBeGreaterThan(before[i]!.frames);
      // Of packets that were padded to one length; encoders of AV1 make them so by themselves.
      const padded = async () => way.mime === "video/AV1" || progress(await peers()).padding > before[i]!.padding;
      await expect.poll(padded).toBe(true);
      const { frames } = progress(await peers());
      await expect.poll(async () => progress(await peers()).frames).toBeGreaterThan(frames + 10);
      expect(codecs(await peers(), received)).toEqual([way.mime]);
    }
    expect(codecs(await room.peers(), sent)).toEqual([way.mime]);
    await expect.poll(async () => progress(await attendee.peers()).width, unhurried).toBe(1280);
    await room.page.getByRole("button", { name: en.room.me.leave, exact: true }).click();
    await expect.poll(() => attendee.playing("video")).toBe(0);
    await visitor.leave();
  });
});
