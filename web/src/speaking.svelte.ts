import type { Chosen } from "./devices.ts";
import type { Refusal } from "./connection.ts";
import type { LegState, Send } from "./leg.ts";
import type { Command, Performer, SourceKind } from "./protocol.ts";
import { PublishLeg } from "./stage.ts";

/** What somebody who speaks can turn on and off. */
export type OwnSource = "microphone" | "camera";

/** What Speaking needs of its seat. */
export interface SpeakingSeat {
  send: Send;
  /** Sends a command and says why, when it is refused. */
  do(command: Command): Promise<boolean>;
  /** A device was unplugged. */
  lost(source: OwnSource): void;
  /** The server will not take what we send. */
  refused(refusal: Refusal): void;
}

const tracksOf = (stream: MediaStream, source: OwnSource) =>
  source === "microphone" ? stream.getAudioTracks() : stream.getVideoTracks();

/** Speaking is what a person sends: own devices, a shared screen, and the leg that carries them. */
export class Speaking {
  state: LegState = $state("connecting");
  /** Microphone and camera as they are open now. */
  stream: MediaStream = $state.raw(new MediaStream());
  screen: MediaStream | undefined = $state.raw();
  /** What I let others have; what they get is said by the room. */
  on: Record<OwnSource, boolean> = $state({ microphone: true, camera: true });
  /** Which devices those are. */
  chosen: Chosen = $state.raw({ microphone: "", camera: "", speakers: "" });

  private readonly leg: PublishLeg;

  constructor(private readonly seat: SpeakingSeat) {
    this.leg = new PublishLeg(seat.send, {
      state: (state) => (this.state = state),
      refused: (refusal) => seat.refused(refusal),
    });
  }

  /** start sends what the devices give. */
  async start(stream: MediaStream, chosen: Chosen): Promise<void> {
    await this.use(stream, chosen);
    this.on = { microphone: this.has("microphone"), camera: this.has("camera") };
    await this.leg.open();
    await this.tell("microphone");
    await this.tell("camera");
  }

  /** has says whether there is such a device. */
  has(source: OwnSource): boolean {
    return tracksOf(this.stream, source).length > 0;
  }

  /** change goes on with other devices; nobody is cut off, and what was off stays off. */
  async change(stream: MediaStream, chosen: Chosen): Promise<void> {
    const had = this.has("camera");
    await this.use(stream, chosen);
    if (this.has("camera") !== had) await this.source("camera", !had);
  }

  /** source turns microphone or camera on or off: here at once, for all when the room has heard. */
  async source(source: OwnSource, on: boolean): Promise<void> {
    this.set(source, on);
    if (!(await this.tell(source)) && on) this.set(source, false);
  }

  /** turnedOff is for what a moderator did. */
  async turnedOff(source: SourceKind): Promise<void> {
    if (source === "microphone" || source === "camera") this.set(source, false);
    if (source === "screen") await this.unshare(false);
  }

  /** share shows a screen, with its sound where the browser gives it. Rejects when the person chose not to. */
  async share(): Promise<void> {
    const screen = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 15 }, audio: true });
    const [picture] = screen.getVideoTracks();
    picture?.addEventListener("ended", () => void this.unshare());
    await this.leg.put("screen", picture);
    await this.leg.put("screen-sound", screen.getAudioTracks()[0]);
    this.screen = screen;
    if (!(await this.seat.do({ type: "SetSource", data: { source: "screen", on: true } }))) await this.unshare(false);
  }

  /** unshare stops showing it. */
  async unshare(tell = true): Promise<void> {
    if (!this.screen) return;
    this.screen.getTracks().forEach((track) => track.stop());
    this.screen = undefined;
    await this.leg.put("screen", undefined);
    await this.leg.put("screen-sound", undefined);
    if (tell) await this.seat.do({ type: "SetSource", data: { source: "screen", on: false } });
  }

  /** back is for a room that can be talked to again; anew says that it began anew and knows nothing of this leg. */
  async back(anew: boolean, me: Performer | undefined): Promise<void> {
    if (anew) await this.leg.open();
    else this.leg.wake();
    // What I turned off while it did not hear me is off there, too.
    if (me?.microphone && !this.on.microphone) await this.tell("microphone");
    if (me?.camera && !this.on.camera) await this.tell("camera");
    if (me && !me.screen && this.screen && anew) {
      await this.seat.do({ type: "SetSource", data: { source: "screen", on: true } });
    }
  }

  /** reopen is for a leg that the server has ended. */
  reopen(): void {
    void this.leg.open();
  }

  /** stop ends the leg and lets go of the devices. */
  stop(tell: boolean): void {
    this.leg.close(tell);
    for (const stream of [this.stream, this.screen]) stream?.getTracks().forEach((track) => track.stop());
  }

  private async use(stream: MediaStream, chosen: Chosen): Promise<void> {
    const before = this.stream;
    this.stream = stream;
    this.chosen = chosen;
    for (const source of ["microphone", "camera"] as const) {
      const [track] = tracksOf(stream, source);
      if (track) {
        track.enabled = this.on[source];
        track.addEventListener("ended", () => this.ended(source, track));
      }
      await this.leg.put(source, track);
    }
    before.getTracks().forEach((track) => track.stop());
  }

  private ended(source: OwnSource, track: MediaStreamTrack): void {
    if (this.state === "closed" || !this.stream.getTracks().includes(track)) return;
    this.seat.lost(source);
    void this.source(source, false);
  }

  private set(source: OwnSource, on: boolean): void {
    this.on[source] = on;
    for (const track of tracksOf(this.stream, source)) track.enabled = on;
  }

  private tell(source: OwnSource): Promise<boolean> {
    return this.seat.do({ type: "SetSource", data: { source, on: this.on[source] } });
  }
}
