// The two legs of a seat. Each negotiates once; slots and sources change without any SDP. Nothing here knows a page.
import type { Command, Done, LegKind, SourceKind, View } from "./protocol.ts";

type Send = (command: Command) => Promise<Done>;

/** How long a connection may be interrupted before its path is looked for anew. */
const patience = 2_000;

export type LegState = "connecting" | "connected" | "broken" | "closed";

/** Leg keeps one peer connection up: ICE restart first, a new leg when that does not help. */
abstract class Leg {
  protected pc: RTCPeerConnection | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private restarts = 0;
  private closed = false;
  state: LegState = "connecting";

  constructor(
    private readonly kind: LegKind,
    protected readonly send: Send,
    private readonly changed: (state: LegState) => void,
  ) {
    globalThis.addEventListener?.("online", this.hurry);
  }

  protected abstract build(pc: RTCPeerConnection): Promise<void> | void;

  /** open makes the connection and offers it. */
  async open(): Promise<void> {
    clearTimeout(this.timer);
    this.pc?.close();
    const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
    this.pc = pc;
    this.set("connecting");
    pc.onconnectionstatechange = () => this.watch(pc);
    await this.build(pc);
    await this.offer(pc, false);
  }

  /** recover is for a seat that came back, or a leg that the server closed. */
  recover(): void {
    if (this.closed) return;
    this.restarts = 2;
    this.repair();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    globalThis.removeEventListener?.("online", this.hurry);
    this.pc?.close();
    this.set("closed");
    void this.send({ type: "CloseLeg", data: { leg: this.kind } }).catch(() => undefined);
  }

  private async offer(pc: RTCPeerConnection, restart: boolean): Promise<void> {
    const offer = await pc.createOffer({ iceRestart: restart });
    await pc.setLocalDescription(offer);
    const data = { leg: this.kind, sdp: offer.sdp ?? "" };
    const done = await this.send(restart ? { type: "RestartLeg", data } : { type: "OpenLeg", data });
    if (pc !== this.pc || pc.signalingState === "closed") return;
    await pc.setRemoteDescription({ type: "answer", sdp: done.answer ?? "" });
  }

  private watch(pc: RTCPeerConnection): void {
    if (pc !== this.pc || this.closed) return;
    clearTimeout(this.timer);
    switch (pc.connectionState) {
      case "connected":
        this.restarts = 0;
        this.set("connected");
        break;
      case "disconnected":
        this.set("broken");
        this.timer = setTimeout(() => this.repair(), patience);
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

  private hurry = (): void => {
    if (this.state === "broken") this.repair();
  };

  /** repair restarts ICE; when that has failed twice, the leg is opened anew. */
  private repair(): void {
    if (this.closed || !this.pc) return;
    clearTimeout(this.timer);
    this.set("broken");
    const again = (): void => {
      this.timer = setTimeout(() => this.repair(), 2_000);
    };
    const work = this.restarts++ < 2 ? this.offer(this.pc, true) : this.open();
    work.then(() => {
      if (this.state !== "connected") this.timer = setTimeout(() => this.repair(), 6_000);
    }, again);
  }

  private set(state: LegState): void {
    if (this.state === state) return;
    this.state = state;
    this.changed(state);
  }
}

export interface Layout {
  floor: number;
  channel: number;
  camera: number;
  screen: number;
  screen_sound: number;
}

/** AudienceLeg receives. One MediaStream for each slot, the same from the first offer to the end of the session. */
export class AudienceLeg extends Leg {
  readonly streams: MediaStream[] = [];
  private views = new Map<number, View>();
  private pending: ReturnType<typeof setTimeout> | undefined;
  private readonly kinds: ("audio" | "video")[];

  constructor(
    layout: Layout,
    send: Send,
    changed: (state: LegState) => void,
    /** Called when the streams are other ones: after the leg had to be opened anew. */
    private readonly renewed: () => void,
  ) {
    super("audience", send, changed);
    const many = (n: number, kind: "audio" | "video"): ("audio" | "video")[] => Array.from({ length: n }, () => kind);
    this.kinds = [
      ...many(layout.floor + layout.channel, "audio"),
      ...many(layout.camera + layout.screen, "video"),
      ...many(layout.screen_sound, "audio"),
    ];
  }

  protected build(pc: RTCPeerConnection): void {
    this.streams.length = 0;
    for (const kind of this.kinds) {
      const transceiver = pc.addTransceiver(kind, { direction: "recvonly" });
      if (kind === "video") narrow(transceiver);
      this.streams.push(new MediaStream([transceiver.receiver.track]));
    }
    this.renewed();
    if (this.views.size) this.tell();
  }

  /** show says how large a slot's picture is, in device pixels; the server is told after things have settled. */
  show(view: View): void {
    const old = this.views.get(view.slot);
    if (old?.width === view.width && old.height === view.height) return;
    this.views.set(view.slot, view);
    this.tell();
  }

  private tell(): void {
    clearTimeout(this.pending);
    this.pending = setTimeout(() => {
      if (this.state === "connected")
        void this.send({ type: "Show", data: { views: [...this.views.values()] } }).catch(() => undefined);
      else this.tell();
    }, 150);
  }

  override close(): void {
    clearTimeout(this.pending);
    super.close();
  }

  /** received counts the bytes that have come, for the chip that tells the truth. */
  async received(): Promise<number> {
    const report = await this.pc?.getStats();
    let bytes = 0;
    report?.forEach((entry: { type: string; bytesReceived?: number }) => {
      if (entry.type === "inbound-rtp") bytes += entry.bytesReceived ?? 0;
    });
    return bytes;
  }
}

const sources: SourceKind[] = ["microphone", "camera", "screen", "screen-sound"];

/** PublishLeg sends. All four sections are in its first offer; tracks come and go by replaceTrack. */
export class PublishLeg extends Leg {
  private senders = new Map<SourceKind, RTCRtpSender>();
  private tracks = new Map<SourceKind, MediaStreamTrack>();

  constructor(send: Send, changed: (state: LegState) => void) {
    super("publish", send, changed);
  }

  protected async build(pc: RTCPeerConnection): Promise<void> {
    this.senders.clear();
    for (const source of sources) {
      const video = source === "camera" || source === "screen";
      const transceiver = pc.addTransceiver(video ? "video" : "audio", {
        direction: "sendonly",
        ...(source === "camera" && {
          sendEncodings: [
            { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 150_000 },
            { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 500_000 },
            { rid: "f", scaleResolutionDownBy: 1, maxBitrate: 2_500_000 },
          ],
        }),
      });
      if (video) prefer(transceiver, ["video/VP8", "video/H264", "video/VP9", "video/AV1"]);
      this.senders.set(source, transceiver.sender);
      await transceiver.sender.replaceTrack(this.tracks.get(source) ?? null);
    }
  }

  /** put sends a track as a source, or nothing. */
  async put(source: SourceKind, track: MediaStreamTrack | undefined): Promise<void> {
    if (track) this.tracks.set(source, track);
    else this.tracks.delete(source);
    if (track && source === "screen") track.contentHint = "detail";
    await this.senders.get(source)?.replaceTrack(track ?? null);
  }
}

/** One of each codec is enough to watch. With all profiles of all codecs thirteen sections make an offer of 70 kB. */
function narrow(transceiver: RTCRtpTransceiver): void {
  const codecs = RTCRtpReceiver.getCapabilities("video")?.codecs ?? [];
  const wanted = codecs.filter(({ mimeType, sdpFmtpLine = "" }) => {
    switch (mimeType.toLowerCase()) {
      case "video/h264":
        return sdpFmtpLine.includes("packetization-mode=1") && /profile-level-id=(42e0|4200|4d00)/.test(sdpFmtpLine);
      case "video/vp9":
        return !/profile-id=[123]/.test(sdpFmtpLine);
      case "video/vp8":
      case "video/av1":
      case "video/rtx":
        return true;
      default:
        return false;
    }
  });
  if (wanted.length) transceiver.setCodecPreferences(wanted);
}

function prefer(transceiver: RTCRtpTransceiver, mimes: string[]): void {
  const codecs = RTCRtpSender.getCapabilities("video")?.codecs ?? [];
  const rank = (mime: string): number => (mimes.includes(mime) ? mimes.indexOf(mime) : mimes.length);
  try {
    transceiver.setCodecPreferences([...codecs].sort((a, b) => rank(a.mimeType) - rank(b.mimeType)));
  } catch {
    // Firefox before 128 has other ideas; its own order begins with VP8 too.
  }
}
