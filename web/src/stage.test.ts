import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Refusal } from "./connection.ts";
import { deadline, patience } from "./leg.ts";
import type { Command, Done } from "./protocol.ts";
import { AudienceLeg, type LegState, PublishLeg, sections, settled } from "./stage.ts";

// A browser of which the test is the network.
class Peer {
  static all: Peer[] = [];
  connectionState = "new";
  currentRemoteDescription: unknown = null;
  remote = 0;
  offers: boolean[] = [];
  sections: { kind: string; direction: string; rids: string[]; track: unknown }[] = [];
  onconnectionstatechange: (() => void) | null = null;
  constructor() {
    Peer.all.push(this);
  }
  addTransceiver(kind: string, init: RTCRtpTransceiverInit) {
    const section = {
      kind,
      direction: init.direction ?? "",
      rids: (init.sendEncodings ?? []).map(({ rid }) => rid ?? ""),
      track: null as unknown,
    };
    this.sections.push(section);
    const replaceTrack = (track: unknown) => Promise.resolve(void (section.track = track));
    return { receiver: { track: {} }, sender: { replaceTrack }, setCodecPreferences: () => undefined };
  }
  createOffer({ iceRestart = false }: RTCOfferOptions) {
    this.offers.push(iceRestart);
    return Promise.resolve({ type: "offer", sdp: `offer ${String(this.offers.length)}` });
  }
  setLocalDescription() {
    return Promise.resolve();
  }
  setRemoteDescription(answer: unknown) {
    this.remote++;
    this.currentRemoteDescription = answer;
    return Promise.resolve();
  }
  getStats() {
    return Promise.resolve([
      { type: "inbound-rtp", bytesReceived: 1000, freezeCount: 2, totalFreezesDuration: 0.5 },
      { type: "inbound-rtp", totalSamplesReceived: 960, concealedSamples: 300, silentConcealedSamples: 100 },
      { type: "inbound-rtp" }, // a browser that says nothing of it
      { type: "outbound-rtp", bytesReceived: 5 },
    ]);
  }
  getReceivers() {
    return [];
  }
  close() {
    this.connectionState = "closed";
  }
  is(state: string) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

const peer = (): Peer => {
  const last = Peer.all.at(-1);
  if (!last) throw new Error("no peer connection");
  return last;
};

const slots = { floor: 3, channel: 1, camera: 12, screen: 1, screen_sound: 1 };
let sent: Command[] = [];
let answer: (command: Command) => Done;
let states: LegState[] = [];
let refusals: Refusal[] = [];
let renewed = 0;

const send = (command: Command): Promise<Done> => {
  sent.push(command);
  return Promise.resolve().then(() => answer(command));
};
const refuse = (kind: Refusal["kind"]) => () => {
  throw new Refusal(kind, kind);
};
const events = {
  state: (state: LegState) => states.push(state),
  refused: (refusal: Refusal) => refusals.push(refusal),
  streams: () => renewed++,
};
const flush = () => vi.advanceTimersByTimeAsync(0);
const types = () => sent.map(({ type }) => type);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("RTCPeerConnection", Peer);
  vi.stubGlobal("MediaStream", class {});
  vi.stubGlobal("RTCRtpReceiver", { getCapabilities: () => ({ codecs: [] }) });
  vi.stubGlobal("RTCRtpSender", { getCapabilities: () => ({ codecs: [] }) });
  Peer.all = [];
  [sent, states, refusals, renewed] = [[], [], [], 0];
  answer = () => ({ answer: "answer" });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function watching(): Promise<AudienceLeg> {
  const leg = new AudienceLeg(slots, send, events);
  await leg.open();
  peer().is("connected");
  await flush();
  sent = [];
  return leg;
}

describe("AudienceLeg", () => {
  it("offers all its slots at once, in the order of the server", async () => {
    expect(sections(slots)).toHaveLength(18);
    await watching();
    expect(peer().sections.map(({ kind }) => kind)).toEqual(sections(slots));
    expect(peer().sections.every(({ direction }) => direction === "recvonly")).toBe(true);
    expect([peer().remote, renewed, states]).toEqual([1, 1, ["connected"]]);
  });

  it("says what is shown once things have settled, and again to a leg that was away", async () => {
    const leg = await watching();
    leg.show({ slot: 4, width: 100, height: 50 });
    leg.show({ slot: 4, width: 640, height: 360 });
    leg.show({ slot: 5, width: 0, height: 0 });
    await vi.advanceTimersByTimeAsync(settled);
    const views = [
      { slot: 4, width: 640, height: 360 },
      { slot: 5, width: 0, height: 0 },
    ];
    expect(sent).toEqual([{ type: "Show", data: { views } }]);
    leg.show({ slot: 4, width: 640, height: 360 });
    await vi.advanceTimersByTimeAsync(settled);
    expect(sent).toHaveLength(1);
    leg.wake();
    await flush();
    expect(sent.at(-1)).toEqual({ type: "Show", data: { views } });
  });

  it("waits a little, then looks for another path without a new connection", async () => {
    await watching();
    peer().is("disconnected");
    await vi.advanceTimersByTimeAsync(patience - 1);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(types()).toEqual(["RestartLeg"]);
    expect(peer().offers).toEqual([false, true]);
    peer().is("connected");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(Peer.all).toHaveLength(1);
    expect(states).toEqual(["connected", "broken", "connected"]);
  });

  it("comes back by itself when the path does", async () => {
    await watching();
    peer().is("disconnected");
    peer().is("connected");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(types()).toEqual(["Show"]);
  });

  it("opens another connection when no path is found", async () => {
    await watching();
    peer().is("failed");
    await vi.advanceTimersByTimeAsync(2 * deadline);
    expect(types()).toEqual(["RestartLeg", "RestartLeg", "OpenLeg"]);
    expect([Peer.all.length, peer().remote, renewed]).toEqual([2, 1, 2]);
  });

  it("opens another connection when the server has forgotten this one", async () => {
    const leg = await watching();
    answer = (command) => (command.type === "OpenLeg" ? { answer: "answer" } : refuse("not-found")());
    leg.wake();
    await flush();
    expect(types()).toEqual(["Show", "OpenLeg"]);
    expect(Peer.all).toHaveLength(2);
  });

  it("waits for the room while it cannot be talked to", async () => {
    const leg = await watching();
    answer = refuse("offline");
    peer().is("failed");
    await vi.advanceTimersByTimeAsync(60_000);
    expect([types(), Peer.all.length]).toEqual([["RestartLeg"], 1]);
    answer = () => ({ answer: "answer" });
    leg.wake();
    await flush();
    expect(types().slice(0, 2)).toEqual(["RestartLeg", "RestartLeg"]);
  });

  it("tries again when the server is busy, and not when it may not be", async () => {
    answer = refuse("unavailable");
    const leg = new AudienceLeg(slots, send, events);
    await leg.open();
    await vi.advanceTimersByTimeAsync(3_500);
    expect(types()).toEqual(["OpenLeg", "OpenLeg", "OpenLeg"]);
    answer = refuse("forbidden");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(types()).toHaveLength(4);
    expect([leg.state, refusals.map(({ kind }) => kind)]).toEqual(["closed", ["forbidden"]]);
  });

  it("sums up what has been played over all slots", async () => {
    const leg = await watching();
    expect(await leg.played()).toEqual({ freezes: 2, frozen: 0.5, heard: 960, concealed: 200 });
    expect(await leg.received()).toBe(1000);
  });

  it("is silent once it is closed", async () => {
    const leg = await watching();
    peer().is("disconnected");
    leg.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(types()).toEqual(["CloseLeg"]);
    expect(states.at(-1)).toBe("closed");
  });
});

describe("PublishLeg", () => {
  it("has all its sections from the first offer, and changes tracks without another", async () => {
    const leg = new PublishLeg(send, events);
    const voice = { kind: "audio" } as MediaStreamTrack;
    await leg.put("microphone", voice);
    await leg.open();
    peer().is("connected");
    expect(peer().sections).toEqual([
      { kind: "audio", direction: "sendonly", rids: [], track: voice },
      { kind: "video", direction: "sendonly", rids: ["q", "h", "f"], track: null },
      { kind: "video", direction: "sendonly", rids: [], track: null },
      { kind: "audio", direction: "sendonly", rids: [], track: null },
    ]);
    const screen = { kind: "video", contentHint: "" } as MediaStreamTrack;
    await leg.put("screen", screen);
    await leg.put("microphone", undefined);
    expect(peer().sections.map(({ track }) => track)).toEqual([null, null, screen, null]);
    expect(screen.contentHint).toBe("detail");
    expect([types(), peer().remote]).toEqual([["OpenLeg"], 1]);
  });

  it("puts its tracks into a new connection, too", async () => {
    const leg = new PublishLeg(send, events);
    const voice = { kind: "audio" } as MediaStreamTrack;
    await leg.put("microphone", voice);
    await leg.open();
    await leg.open();
    expect(Peer.all).toHaveLength(2);
    expect(peer().sections[0]?.track).toBe(voice);
  });
});
