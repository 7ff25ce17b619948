// The seat's socket: commands out, notices in, and back again after the network was gone. Nothing here knows a page.
import {
  CloseClosed,
  CloseMalformed,
  CloseNotAllowed,
  CloseRemoved,
  CloseRestart,
  CloseSignedOut,
  type Command,
  type Done,
  type Kind,
  type Notice,
} from "./protocol.ts";

/** How the seat stands with its room. */
export type ConnectionState =
  | { kind: "connecting" }
  | { kind: "live" }
  | { kind: "reconnecting"; attempt: number }
  | { kind: "gone"; reason: GoneReason };

/** Why a seat does not come back by itself. */
export type GoneReason = "removed" | "signed-out" | "not-allowed" | "closed-meeting" | "malformed" | "left";

/** A command that was not carried out. */
export class Refusal extends Error {
  constructor(
    readonly kind: Kind | "offline",
    message: string,
    readonly retryAfter = 0,
  ) {
    super(message);
  }
}

const stayAway: Record<number, GoneReason> = {
  [CloseRemoved]: "removed",
  [CloseSignedOut]: "signed-out",
  [CloseNotAllowed]: "not-allowed",
  [CloseMalformed]: "malformed",
  [CloseClosed]: "closed-meeting",
};

/** Commands whose repetition the server ignores: they are sent again after a reconnection, or when they were not saved. */
export const repeatable: ReadonlySet<Command["type"]> = new Set<Command["type"]>([
  "Say",
  "DeleteLine",
  "AskQuestion",
  "EditQuestion",
  "WithdrawQuestion",
  "Upvote",
  "ApproveQuestion",
  "DismissQuestion",
  "MoveQuestion",
  "AnswerQuestion",
  "FinishQuestion",
  "ReturnQuestion",
  "MergeQuestion",
  "WriteAnswer",
  "FollowUpQuestion",
  "MarkQuestion",
  "Silence",
  "RemovePerson",
  "SetDoor",
  "AnswerKnocks",
  "Suspend",
  "CloseMeeting",
  // Not what gives or takes the floor or its clock: who says that now does not mean it in a minute.
  "RequestFloor",
  "EditFloorRequest",
  "WithdrawFloorRequest",
  "Align",
  "AddFloorRequest",
  "RemoveFloorRequest",
]);

const openTimeout = 10_000;
const longestPause = 8_000;

// Browsers do not show the server's pings, and TCP notices a dead path only after minutes: when nothing was heard for a
// while we ask for an answer ourselves, and take silence for a lost connection.
const quietFor = 20_000;
const answerWithin = 8_000;
const lookEvery = 4_000;

interface Waiting {
  id: string;
  command: Command;
  resolve(done: Done): void;
  reject(refusal: Refusal): void;
}

/** makeID makes an id for a command: 128 random bits. */
export function makeID(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

/** backOff is how long to wait before the attempt-th reconnection, in ms; the jitter keeps a thousand seats apart. */
export function backOff(attempt: number, random = Math.random()): number {
  return Math.min(longestPause, 250 * 2 ** Math.min(attempt, 6)) * (0.5 + random / 2);
}

/**
 * restarted is how long to wait when the server goes down for a moment, in ms: as long as it said (“come back in 3 s”), or
 * two seconds, and up to half as much more or less, so that thousands do not come at once.
 */
export function restarted(reason: string, random = Math.random()): number {
  const seconds = Math.min(60, Number(/\bin (\d{1,4}) s\b/.exec(reason)?.[1] ?? 2));
  return seconds * 1000 * (0.5 + random);
}

export interface ConnectionOptions {
  /** ws:// or wss:// address of the seat, without a query. */
  address: string;
  notice(notice: Notice, seq: number): void;
  state(state: ConnectionState): void;
  /** Asked when no socket could be opened, which says nothing about why: should the seat rather stay away? */
  barred?(): Promise<GoneReason | undefined>;
  /** Makes the socket; tests give their own. */
  open?(address: string): WebSocket;
}

/** Connection is one seat, through as many sockets as it takes. */
export class Connection {
  /** Names this window, so that the server knows who comes back. */
  readonly window = makeID();
  private socket: WebSocket | undefined;
  private waiting = new Map<string, Waiting>();
  private epoch = "";
  private seq = 0;
  /** With which this window comes back, once, to what it missed. */
  private resume = "";
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly look: ReturnType<typeof setInterval>;
  private heardAt = Date.now();
  /** When we asked for a sign of life; 0 when no question is open. */
  private askedAt = 0;
  private ended = false;

  constructor(private readonly options: ConnectionOptions) {
    options.state({ kind: "connecting" });
    this.connect();
    this.look = setInterval(() => this.watch(), lookEvery);
    globalThis.addEventListener?.("online", this.wake);
    globalThis.addEventListener?.("offline", this.drop);
  }

  /** send asks the room for something; the promise ends when the server has committed it, or refused. */
  send(command: Command, id = makeID()): Promise<Done> {
    return new Promise((resolve, reject) => {
      if (this.ended) {
        reject(new Refusal("offline", "gone"));
        return;
      }
      const waiting = { id, command, resolve, reject };
      const open = this.socket?.readyState === WebSocket.OPEN && this.attempt === 0;
      if (!open && !repeatable.has(command.type)) {
        reject(new Refusal("offline", "offline"));
        return;
      }
      this.waiting.set(id, waiting);
      if (open) this.write(waiting);
    });
  }

  /** close leaves the room. */
  close(): void {
    this.end("left");
    this.socket?.close(1000);
  }

  /**
   * wake is for the moment when the network is back, or somebody looks at the page again: a lost connection is tried at
   * once, one that seems to live is asked whether it does.
   */
  wake = (): void => {
    if (this.ended) return;
    if (this.attempt === 0) {
      if (this.askedAt === 0 && this.socket?.readyState === WebSocket.OPEN) this.ask();
      return;
    }
    if (this.socket?.readyState === WebSocket.CONNECTING) return;
    clearTimeout(this.timer);
    this.connect();
  };

  private connect(): void {
    const query = new URLSearchParams({ window: this.window });
    if (this.epoch) {
      query.set("epoch", this.epoch);
      query.set("seq", String(this.seq));
      query.set("resume", this.resume);
    }
    const address = `${this.options.address}?${query.toString()}`;
    const socket = this.options.open ? this.options.open(address) : new WebSocket(address);
    this.socket = socket;
    const giveUp = setTimeout(() => socket.close(), openTimeout);
    socket.onmessage = (event) => {
      clearTimeout(giveUp);
      if (this.socket !== socket) return;
      this.heardAt = Date.now();
      this.askedAt = 0;
      this.receive(String(event.data));
    };
    socket.onclose = (event) => {
      clearTimeout(giveUp);
      if (this.socket === socket) this.lost(event.code, event.reason);
    };
  }

  private receive(text: string): void {
    const frame = JSON.parse(text) as Notice & { id?: string; seq?: number };
    if (frame.type === "Done" || frame.type === "Refused") {
      const waiting = this.waiting.get(frame.id ?? "");
      this.waiting.delete(frame.id ?? "");
      if (frame.type === "Done") waiting?.resolve(frame.data);
      else waiting?.reject(new Refusal(frame.data.kind, frame.data.message, frame.data.retry_after));
      return;
    }
    if (frame.seq) this.seq = frame.seq;
    if (frame.type === "Welcome") this.seq = frame.data.seq; // of a new numbering, perhaps
    if (frame.type === "Welcome" || frame.type === "Resumed") {
      this.epoch = frame.data.epoch;
      this.resume = frame.data.resume ?? "";
      this.attempt = 0;
      this.options.state({ kind: "live" });
      for (const waiting of this.waiting.values()) this.write(waiting);
    }
    this.options.notice(frame, frame.seq ?? 0);
  }

  private write(waiting: Waiting): void {
    this.socket?.send(JSON.stringify({ type: waiting.command.type, id: waiting.id, data: waiting.command.data }));
  }

  private lost(code: number, why = ""): void {
    if (this.ended) return;
    for (const waiting of this.waiting.values()) {
      if (!repeatable.has(waiting.command.type)) {
        this.waiting.delete(waiting.id);
        waiting.reject(new Refusal("offline", "offline"));
      }
    }
    const reason = stayAway[code];
    if (reason) {
      this.end(reason);
      return;
    }
    this.attempt++;
    this.askedAt = 0;
    this.options.state({ kind: "reconnecting", attempt: this.attempt });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), code === CloseRestart ? restarted(why) : backOff(this.attempt));
    // A door that stays shut looks like a network that is gone: a browser does not say which.
    if (this.attempt % 3 === 2) {
      void this.options.barred?.().then((why) => {
        if (why && this.attempt > 0) this.end(why);
      });
    }
  }

  private watch(): void {
    if (this.attempt > 0 || this.socket?.readyState !== WebSocket.OPEN) return;
    const now = Date.now();
    if (this.askedAt > 0 && now - this.askedAt >= answerWithin) this.drop();
    else if (this.askedAt === 0 && now - this.heardAt >= quietFor) this.ask();
  }

  /** ask has the server answer something; whatever it says is a sign of life. */
  private ask(): void {
    this.askedAt = Date.now();
    this.socket?.send(
      JSON.stringify({ type: "Show", id: makeID(), data: { views: [] } } satisfies Command & { id: string }),
    );
  }

  /** drop gives up the socket: the browser says that the network is gone, or the server says nothing. */
  private drop = (): void => {
    const socket = this.socket;
    if (this.ended || this.attempt > 0 || !socket) return;
    socket.onclose = null;
    socket.onmessage = null;
    socket.close();
    this.lost(0);
  };

  private end(reason: GoneReason): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.timer);
    clearInterval(this.look);
    globalThis.removeEventListener?.("online", this.wake);
    globalThis.removeEventListener?.("offline", this.drop);
    for (const waiting of this.waiting.values()) waiting.reject(new Refusal("offline", "gone"));
    this.waiting.clear();
    this.options.state({ kind: "gone", reason });
  }
}
