// One peer connection to the server: negotiated once, kept up by ICE restarts, opened anew when those do not help.
import { Refusal } from "./connection.ts";
import type { Command, Done, LegKind } from "./protocol.ts";

/** Sends a command to the room; rejects with a Refusal. */
export type Send = (command: Command) => Promise<Done>;

/** How a leg is: "closed" is for good. */
export type LegState = "connecting" | "connected" | "broken" | "closed";

/** How long a connection may be interrupted before its path is looked for anew. */
export const patience = 2_000;
/** How long a new path may take. */
export const deadline = 6_000;
const restartsMost = 2;
const pauseMost = 8_000;

/** What a leg tells. */
export interface LegEvents {
  state(state: LegState): void;
  /** The server will not have this leg; it does not try again. */
  refused?(refusal: Refusal): void;
}

/** Leg is what both kinds have in common. */
export abstract class Leg {
  protected pc: RTCPeerConnection | undefined;
  state: LegState = "connecting";
  private timer: ReturnType<typeof setTimeout> | undefined;
  private restarts = 0;
  private failures = 0;
  /** Counts negotiations: what an earlier one was waiting for does not matter any more. */
  private turn = 0;

  constructor(
    private readonly kind: LegKind,
    protected readonly send: Send,
    private readonly events: LegEvents,
  ) {}

  /** Puts the sections of the offer into a new connection. */
  protected abstract build(pc: RTCPeerConnection): Promise<void> | void;

  /** The leg has just been connected. */
  protected abstract up(): void;

  /** open makes a new connection and offers it, at first or when the server has forgotten the one before. */
  open(): Promise<void> {
    this.restarts = 0;
    return this.negotiate(false);
  }

  /** wake is for the moment when the room can be talked to again: what is broken is repaired at once. */
  wake(): void {
    if (this.state === "broken" || (this.state === "connecting" && !this.pc?.currentRemoteDescription)) this.repair();
  }

  /** close ends the leg for good, and tells the server, unless it was the one who said so. */
  close(tell = true): void {
    if (this.state === "closed") return;
    this.turn++;
    clearTimeout(this.timer);
    this.pc?.close();
    this.set("closed");
    if (tell) void this.send({ type: "CloseLeg", data: { leg: this.kind } }).catch(() => undefined);
  }

  /** Does something later, unless something else comes first. */
  private later(wait: number, work: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(work, wait);
  }

  private async negotiate(restart: boolean): Promise<void> {
    if (this.state === "closed") return;
    const turn = ++this.turn;
    clearTimeout(this.timer);
    try {
      const pc = (restart && this.pc) || (await this.renew());
      const offer = await pc.createOffer({ iceRestart: restart });
      await pc.setLocalDescription(offer);
      if (turn !== this.turn) return;
      const data = { leg: this.kind, sdp: offer.sdp ?? "" };
      const done = await this.send({ type: restart ? "RestartLeg" : "OpenLeg", data });
      if (turn !== this.turn) return;
      // No candidates are sent and none awaited: the server answers from one known place, and learns ours by being asked.
      await pc.setRemoteDescription({ type: "answer", sdp: done.answer ?? "" });
      this.failures = 0;
      if (this.state !== "connected") this.later(deadline, () => this.repair());
    } catch (error) {
      if (turn === this.turn) this.failed(error);
    }
  }

  private async renew(): Promise<RTCPeerConnection> {
    this.pc?.close();
    const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
    this.pc = pc;
    this.set("connecting");
    pc.onconnectionstatechange = () => this.watch(pc);
    await this.build(pc);
    return pc;
  }

  private failed(error: unknown): void {
    const kind = error instanceof Refusal ? error.kind : "internal";
    switch (kind) {
      case "offline": // wake comes when the room can be talked to
        this.set("broken");
        this.restarts = 0;
        return;
      case "not-found": // the server has forgotten the leg
        this.later(this.failures++ ? pauseMost : 0, () => void this.open());
        return;
      case "invalid":
      case "forbidden":
      case "unauthenticated":
      case "conflict":
        this.close(false);
        this.events.refused?.(error as Refusal);
        return;
      case "too-many":
      case "unavailable":
      case "internal":
        this.set("broken");
        this.later(Math.min(pauseMost, 1_000 * 2 ** this.failures++), () => this.repair());
    }
  }

  private watch(pc: RTCPeerConnection): void {
    if (pc !== this.pc || this.state === "closed") return;
    switch (pc.connectionState) {
      case "connected":
        clearTimeout(this.timer);
        this.restarts = 0;
        this.set("connected");
        this.up();
        break;
      case "disconnected": // often it comes back by itself
        this.set("broken");
        this.later(patience, () => this.repair());
        break;
      case "failed":
        this.set("broken");
        this.repair();
        break;
      case "new":
      case "connecting":
      case "closed":
        break;
    }
  }

  /** repair restarts ICE; when that has not helped, or there was never an answer, the leg is opened anew. */
  private repair(): void {
    if (this.state === "closed") return;
    this.set("broken");
    const restart = this.restarts < restartsMost && this.pc?.currentRemoteDescription != null;
    this.restarts = restart ? this.restarts + 1 : 0;
    void this.negotiate(restart);
  }

  private set(state: LegState): void {
    if (this.state === state) return;
    this.state = state;
    this.events.state(state);
  }
}
