import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import {
  backOff,
  Connection,
  type ConnectionOptions,
  type ConnectionState,
  makeID,
  Refusal,
  restarted,
} from "./connection.ts";
import { CloseRemoved, CloseRestart } from "./protocol.ts";

// A socket of which the test is the server.
class Socket {
  static all: Socket[] = [];
  readyState = 1;
  sent: { type: string; id: string; data: unknown }[] = [];
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  constructor(readonly address: string) {
    Socket.all.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text) as Socket["sent"][number]);
  }
  close() {
    this.readyState = 3;
    this.onclose?.({ code: 1006, reason: "" });
  }
  say(frame: unknown) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  drop(code: number, reason = "") {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }
}

const last = (): Socket => {
  const socket = Socket.all.at(-1);
  if (!socket) throw new Error("no socket");
  return socket;
};

let states: ConnectionState[] = [];

function connect(more: Partial<ConnectionOptions> = {}): Connection {
  states = [];
  return new Connection({
    address: "ws://room",
    notice: () => undefined,
    state: (state) => states.push(state),
    open: (address) => new Socket(address) as unknown as WebSocket,
    ...more,
  });
}

const welcome = { type: "Welcome", data: { epoch: "e1", seq: 5, now: "2020-09-14T08:50:00Z" } };

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", { CONNECTING: 0, OPEN: 1 });
  Socket.all = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("Connection", () => {
  it("answers a command with what the server says", async () => {
    const c = connect();
    last().say(welcome);
    const done = c.send({ type: "Say", data: { text: "hello" } });
    const refused = c.send({ type: "BringOnStage", data: { person: "p" } });
    const [say, bring] = last().sent;
    last().say({ type: "Done", id: say?.id, data: {} });
    last().say({ type: "Refused", id: bring?.id, data: { kind: "forbidden", message: "no" } });
    await expect(done).resolves.toEqual({});
    await expect(refused).rejects.toMatchObject({ kind: "forbidden", message: "no" });
  });

  it("comes back where it was, and says again what nobody answered", async () => {
    const c = connect();
    last().say(welcome);
    last().say({ type: "LineSaid", seq: 9, data: {} });
    const said = c.send({ type: "Say", data: { text: "hello" } });
    const muted = c.send({ type: "Mute", data: { person: "p", source: "microphone" } });
    const id = last().sent[0]?.id;
    last().drop(CloseRestart);
    await expect(muted).rejects.toBeInstanceOf(Refusal);
    expect(states.at(-1)).toEqual({ kind: "reconnecting", attempt: 1 });
    vi.advanceTimersByTime(3000);
    expect(Socket.all).toHaveLength(2);
    const query = new URL(last().address).searchParams;
    expect([query.get("epoch"), query.get("seq"), query.get("window")]).toEqual(["e1", "9", c.window]);
    last().say({ type: "Resumed", data: { epoch: "e1", now: "2020-09-14T08:50:00Z" } });
    expect(last().sent).toEqual([{ type: "Say", id, data: { text: "hello" } }]);
    last().say({ type: "Done", id, data: {} });
    await expect(said).resolves.toEqual({});
  });

  it("comes back to a server that restarts when that said, some sooner and some later", () => {
    expect([restarted("", 0), restarted("", 1)]).toEqual([1000, 3000]);
    expect(restarted("the server is restarting; come back in 8 s", 0.5)).toBe(8000);
    expect(restarted("come back in 9999 s", 0.5)).toBe(60_000);
    connect();
    last().say(welcome);
    last().drop(CloseRestart, "the server is restarting; come back in 8 s");
    vi.advanceTimersByTime(3_900);
    expect(Socket.all).toHaveLength(1);
    vi.advanceTimersByTime(8_200);
    expect(Socket.all).toHaveLength(2);
  });

  it("shows each ticket for coming back once", () => {
    connect();
    last().say({ type: "Welcome", data: { ...welcome.data, resume: "first" } });
    last().drop(1006);
    vi.advanceTimersByTime(1000);
    expect(new URL(last().address).searchParams.get("resume")).toBe("first");
    last().say({ type: "Resumed", data: { epoch: "e1", resume: "second", now: "2020-09-14T08:50:00Z" } });
    last().drop(1006);
    vi.advanceTimersByTime(1000);
    expect(new URL(last().address).searchParams.get("resume")).toBe("second");
  });

  it("keeps what is said while it is away", async () => {
    const c = connect();
    last().say(welcome);
    last().drop(1006);
    const said = c.send({ type: "Say", data: { text: "in the tunnel" } });
    await expect(c.send({ type: "Show", data: { views: [] } })).rejects.toMatchObject({ kind: "offline" });
    vi.advanceTimersByTime(1000);
    last().say(welcome);
    last().say({ type: "Done", id: last().sent[0]?.id, data: {} });
    await expect(said).resolves.toEqual({});
  });

  it("stays away when told so", () => {
    connect();
    last().say(welcome);
    last().drop(CloseRemoved);
    vi.advanceTimersByTime(60_000);
    expect(states.at(-1)).toEqual({ kind: "gone", reason: "removed" });
    expect(Socket.all).toHaveLength(1);
  });

  it("asks a quiet server for a sign of life, and leaves one that gives none", () => {
    connect();
    last().say(welcome);
    vi.advanceTimersByTime(24_000);
    const [probe] = last().sent;
    expect(probe).toMatchObject({ type: "Show", data: { views: [] } });
    last().say({ type: "Refused", id: probe?.id, data: { kind: "not-found", message: "" } });
    vi.advanceTimersByTime(16_000);
    expect(Socket.all).toHaveLength(1);
    vi.advanceTimersByTime(30_000);
    expect(Socket.all.length).toBeGreaterThan(1);
    expect(states.some((state) => state.kind === "reconnecting")).toBe(true);
  });

  it("does not leave a server that speaks", () => {
    connect();
    last().say(welcome);
    for (let i = 0; i < 20; i++) {
      vi.advanceTimersByTime(10_000);
      last().say({ type: "PresenceChanged", data: { presence: i } });
    }
    expect(last().sent).toEqual([]);
    expect(Socket.all).toHaveLength(1);
  });

  it("tries at once when it is woken", () => {
    const c = connect();
    last().say(welcome);
    for (let i = 0; i < 6; i++) {
      last().drop(1006);
      vi.advanceTimersByTime(8000);
    }
    last().drop(1006);
    const before = Socket.all.length;
    c.wake();
    expect(Socket.all).toHaveLength(before + 1);
    last().say(welcome);
    c.wake();
    expect(last().sent.map(({ type }) => type)).toEqual(["Show"]);
  });

  it("asks why the door stays shut", async () => {
    connect({ barred: () => Promise.resolve("signed-out") });
    for (let i = 0; i < 2; i++) {
      last().drop(1006);
      await vi.advanceTimersByTimeAsync(8000);
    }
    expect(states.at(-1)).toEqual({ kind: "gone", reason: "signed-out" });
    const before = Socket.all.length;
    vi.advanceTimersByTime(60_000);
    expect(Socket.all).toHaveLength(before);
  });

  it("waits longer each time, never long, never all at once", () => {
    for (const random of [0, 0.5, 1]) {
      for (let attempt = 1; attempt < 20; attempt++) {
        expect(backOff(attempt, random)).toBeGreaterThanOrEqual(250);
        expect(backOff(attempt, random)).toBeLessThanOrEqual(8000);
      }
    }
    expect(backOff(1, 0)).toBeLessThan(backOff(1, 1));
  });

  it("makes ids of the form that the server asks for", () => {
    expect(makeID()).toMatch(/^[0-9a-f]{32}$/);
    expect(makeID()).not.toBe(makeID());
  });
});
