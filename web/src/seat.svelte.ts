import { clock } from "./clock.svelte.ts";
import { Connection, type ConnectionState, Refusal } from "./connection.ts";
import type { Action, Command, Done, LegKind, SourceKind } from "./protocol.ts";
import { apply, myself, type Room } from "./room.ts";
import { AudienceLeg, PublishLeg } from "./stage.ts";
import { toasts } from "./toast.svelte.ts";
import { words } from "./words/words.svelte.ts";

/** Seat is what the room page shows: the connection, the room, the legs and the own devices. */
export class Seat {
  connection: ConnectionState = $state.raw({ kind: "connecting" });
  room: Room | undefined = $state.raw();
  /** One for each slot, the same while the leg lasts. */
  streams: readonly MediaStream[] = $state.raw([]);
  audience: "none" | "connecting" | "connected" | "broken" | "closed" = $state("none");
  publishing: "none" | "connecting" | "connected" | "broken" | "closed" = $state("none");
  /** What I send: open devices. */
  local: { camera?: MediaStream | undefined; screen?: MediaStream | undefined } = $state.raw({});
  /** No byte has come for five seconds although the stage is live. */
  starved = $state(false);

  private readonly link: Connection;
  private leg: AudienceLeg | undefined;
  private out: PublishLeg | undefined;
  private readonly watch: ReturnType<typeof setInterval>;
  private lastBytes = 0;
  private lastMoved = Date.now();

  constructor(session: string) {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.link = new Connection({
      address: `${scheme}://${location.host}/api/sessions/${encodeURIComponent(session)}/seat`,
      notice: (notice) => {
        const first = notice.type === "Welcome" && this.room !== undefined;
        this.room = apply(this.room, notice);
        if (notice.type === "Welcome" || notice.type === "Resumed") clock.set(notice.data.now);
        if (notice.type === "LegClosed") this.legClosed(notice.data.leg, notice.data.final ?? false);
        if (notice.type === "Muted") void this.turnedOff(notice.data.source);
        if (notice.type === "PlaceChanged" && notice.data.place === "audience") this.stopPublishing();
        if (first) {
          // The server may have started anew: the legs that it knew are gone.
          this.leg?.recover();
          this.out?.recover();
        }
      },
      state: (state) => {
        this.connection = state;
        if (state.kind === "gone") this.endMedia();
      },
    });
    this.watch = setInterval(() => void this.listen(), 1000);
  }

  /** can says whether the server lets me do this in this session. */
  can = (action: Action): boolean => this.room?.can.includes(action) ?? false;

  /** do sends a command and says why, when it is refused. */
  async do(command: Command, id?: string): Promise<boolean> {
    try {
      await this.link.send(command, id);
      return true;
    } catch (error) {
      toasts.bad(explain(error));
      return false;
    }
  }

  send = (command: Command, id?: string): Promise<Done> => this.link.send(command, id);

  /** join opens the audience leg; it needs a click before, or browsers stay silent. */
  async join(): Promise<void> {
    if (!this.room || this.leg) return;
    this.audience = "connecting";
    this.leg = new AudienceLeg(
      this.room.layout,
      this.link.send.bind(this.link),
      (state) => (this.audience = state),
      () => (this.streams = [...(this.leg?.streams ?? [])]),
    );
    await this.leg.open().catch((error: unknown) => toasts.bad(explain(error)));
    this.streams = [...this.leg.streams];
  }

  show(slot: number, width: number, height: number): void {
    this.leg?.show({ slot, width: Math.round(width), height: Math.round(height) });
  }

  /** backstage goes there with the devices that were checked. */
  async backstage(stream: MediaStream): Promise<void> {
    if (this.room?.place === "audience" && !(await this.do({ type: "EnterBackstage", data: {} }))) return;
    this.stopPublishing();
    this.local = { ...this.local, camera: stream };
    this.out = new PublishLeg(this.link.send.bind(this.link), (state) => (this.publishing = state));
    await this.out.put("microphone", stream.getAudioTracks()[0]);
    await this.out.put("camera", stream.getVideoTracks()[0]);
    try {
      await this.out.open();
      await this.source("microphone", stream.getAudioTracks().length > 0);
      await this.source("camera", stream.getVideoTracks().length > 0);
    } catch (error) {
      toasts.bad(explain(error));
    }
  }

  /** source turns one of my sources on or off. */
  async source(source: SourceKind, on: boolean): Promise<void> {
    this.track(source, on);
    await this.do({ type: "SetSource", data: { source, on } });
  }

  /** share shows a screen, with its sound where the browser gives it. */
  async share(): Promise<void> {
    let screen: MediaStream;
    try {
      screen = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 15 }, audio: true });
    } catch {
      return; // chosen not to
    }
    this.local = { ...this.local, screen };
    const [picture] = screen.getVideoTracks();
    picture?.addEventListener("ended", () => void this.unshare());
    await this.out?.put("screen", picture);
    await this.out?.put("screen-sound", screen.getAudioTracks()[0]);
    if (!(await this.do({ type: "SetSource", data: { source: "screen", on: true } }))) await this.unshare();
    else if (screen.getAudioTracks().length)
      await this.do({ type: "SetSource", data: { source: "screen-sound", on: true } });
  }

  async unshare(): Promise<void> {
    this.local.screen?.getTracks().forEach((track) => track.stop());
    this.local = { ...this.local, screen: undefined };
    await this.out?.put("screen", undefined);
    await this.out?.put("screen-sound", undefined);
    if (this.room && myself(this.room)?.screen)
      await this.do({ type: "SetSource", data: { source: "screen", on: false } });
  }

  async leaveStage(): Promise<void> {
    if (await this.do({ type: "LeaveBackstage", data: {} })) this.stopPublishing();
  }

  close(): void {
    clearInterval(this.watch);
    this.endMedia();
    this.link.close();
  }

  /** legClosed offers a leg anew, unless the server says that it is for good: another window has it now. */
  private legClosed(kind: LegKind, final: boolean): void {
    if (!final) (kind === "audience" ? this.leg : this.out)?.recover();
    else if (kind === "publish") this.stopPublishing();
    else {
      this.leg?.close();
      this.leg = undefined;
      this.audience = "closed";
    }
  }

  private stopPublishing(): void {
    this.out?.close();
    this.out = undefined;
    this.publishing = "none";
    for (const stream of Object.values(this.local)) stream?.getTracks().forEach((track) => track.stop());
    this.local = {};
  }

  private endMedia(): void {
    this.stopPublishing();
    this.leg?.close();
    this.leg = undefined;
    this.streams = [];
    this.audience = "none";
  }

  private async turnedOff(source: SourceKind): Promise<void> {
    this.track(source, false);
    if (source === "screen") await this.unshare();
  }

  private track(source: SourceKind, on: boolean): void {
    const stream = this.local.camera;
    const tracks =
      source === "microphone" ? stream?.getAudioTracks() : source === "camera" ? stream?.getVideoTracks() : [];
    for (const track of tracks ?? []) track.enabled = on;
  }

  private async listen(): Promise<void> {
    if (!this.leg || this.audience !== "connected") return;
    const bytes = await this.leg.received();
    if (bytes !== this.lastBytes) this.lastMoved = Date.now();
    this.lastBytes = bytes;
    const expected = this.room?.stage.some((p) => p.connected && (p.microphone || p.camera || p.screen)) ?? false;
    this.starved = expected && Date.now() - this.lastMoved > 5000;
  }
}

/** explain is what a person reads when something was refused. */
export function explain(error: unknown): string {
  if (error instanceof Refusal && error.kind === "offline") return words.room.offline;
  return error instanceof Error ? error.message : String(error);
}
