// The two legs of a seat. Each negotiates once; slots and sources change without any SDP. Nothing here knows a page.
import { Refusal } from "./connection.ts";
import { Cushion } from "./cushion.ts";
import { offerDescriptor } from "./descriptor.ts";
import { Leg, type LegEvents, type Send } from "./leg.ts";
import type { AudienceSlots, ReportPlayback as Playback, SourceKind, View } from "./protocol.ts";

export type { LegState } from "./leg.ts";

/** How long sizes must have settled before the server is told. */
export const settled = 120;

/** What an audience leg tells. */
export interface AudienceEvents extends LegEvents {
  /** The streams are other ones: the leg had to be opened anew. */
  streams(streams: readonly MediaStream[]): void;
}

/** AudienceLeg receives. One MediaStream for each slot, the same from the first offer to the end of the leg. */
export class AudienceLeg extends Leg {
  private readonly kinds: readonly ("audio" | "video")[];
  private views = new Map<number, View>();
  private told = true;
  private pending: ReturnType<typeof setTimeout> | undefined;
  private cushion = new Cushion();

  constructor(
    slots: AudienceSlots,
    send: Send,
    private readonly audience: AudienceEvents,
  ) {
    super("audience", send, audience);
    this.kinds = sections(slots);
  }

  protected build(pc: RTCPeerConnection): void {
    const streams = this.kinds.map((kind) => {
      const transceiver = pc.addTransceiver(kind, { direction: "recvonly" });
      if (kind === "video") {
        narrow(transceiver);
        offerDescriptor(transceiver);
      }
      return new MediaStream([transceiver.receiver.track]);
    });
    this.audience.streams(streams);
  }

  /** show says how large a slot's picture is, in device pixels; the server is told after things have settled. */
  show(view: View): void {
    const old = this.views.get(view.slot);
    if (old?.width === view.width && old.height === view.height) return;
    this.views.set(view.slot, view);
    this.told = false;
    clearTimeout(this.pending);
    this.pending = setTimeout(() => void this.tell(), settled);
  }

  /** A new leg knows nothing yet, and one that was away may have missed something: it is told all. */
  protected up(): void {
    void this.tell(true);
  }

  override wake(): void {
    super.wake();
    void this.tell(true); // also finds out whether the server still has the leg
  }

  override close(tell?: boolean): void {
    clearTimeout(this.pending);
    super.close(tell);
  }

  private async tell(again = false): Promise<void> {
    if (this.state !== "connected" || (this.told && !again)) return;
    this.told = true;
    try {
      await this.send({ type: "Show", data: { views: [...this.views.values()] } });
    } catch (error) {
      this.told = false;
      if (error instanceof Refusal && error.kind === "not-found" && this.state === "connected") void this.open();
    }
  }

  /** played sums up what the browser says that it has played. */
  async played(): Promise<Playback> {
    const sum = { freezes: 0, frozen: 0, heard: 0, concealed: 0 };
    (await this.pc?.getStats())?.forEach((entry: Played) => {
      if (entry.type !== "inbound-rtp") return;
      sum.freezes += entry.freezeCount ?? 0;
      sum.frozen += entry.totalFreezesDuration ?? 0;
      sum.heard += entry.totalSamplesReceived ?? 0;
      sum.concealed += (entry.concealedSamples ?? 0) - (entry.silentConcealedSamples ?? 0);
    });
    return sum;
  }

  /**
   * received counts the bytes that have come, for the chip that tells the truth. It is asked once a second, and holds all
   * of the leg back a little while much is lost: lips move in time, and repair comes in time.
   */
  async received(): Promise<number> {
    const report = await this.pc?.getStats();
    let bytes = 0;
    let asked = 0;
    let came = 0;
    report?.forEach((entry: Came) => {
      if (entry.type !== "inbound-rtp") return;
      bytes += entry.bytesReceived ?? 0;
      if (entry.kind !== "video") return;
      asked += entry.nackCount ?? 0;
      came += entry.packetsReceived ?? 0;
    });
    const wait = this.cushion.after(asked, came);
    for (const receiver of this.pc?.getReceivers() ?? []) {
      if ((receiver.jitterBufferTarget ?? 0) !== wait) receiver.jitterBufferTarget = wait || null;
    }
    return bytes;
  }
}

/** What getStats says of a stream's packets. */
interface Came {
  type: string;
  kind?: string;
  bytesReceived?: number;
  nackCount?: number;
  packetsReceived?: number;
}

/** What getStats says of a stream, in browsers that do. */
interface Played {
  type: string;
  freezeCount?: number;
  totalFreezesDuration?: number;
  totalSamplesReceived?: number;
  concealedSamples?: number;
  silentConcealedSamples?: number;
}

/** The sections of the audience's offer, in the order that the server expects. */
export function sections(slots: AudienceSlots): ("audio" | "video")[] {
  const many = (n: number, kind: "audio" | "video") => Array.from({ length: n }, () => kind);
  return [
    ...many(slots.floor + slots.channel, "audio"),
    ...many(slots.camera + slots.screen, "video"),
    ...many(slots.screen_sound, "audio"),
  ];
}

const sources: readonly SourceKind[] = ["microphone", "camera", "screen", "screen-sound"];

// A quarter, a half and all of the picture: the server sends each viewer the one that fits.
const layers: RTCRtpEncodingParameters[] = [
  { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 150_000 },
  { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { rid: "f", scaleResolutionDownBy: 1, maxBitrate: 2_500_000 },
];

/** PublishLeg sends. All four sections are in its first offer; tracks come and go by replaceTrack. */
export class PublishLeg extends Leg {
  private senders = new Map<SourceKind, RTCRtpSender>();
  private tracks = new Map<SourceKind, MediaStreamTrack>();

  constructor(send: Send, events: LegEvents) {
    super("publish", send, events);
  }

  protected async build(pc: RTCPeerConnection): Promise<void> {
    this.senders.clear();
    for (const source of sources) {
      const video = source === "camera" || source === "screen";
      const transceiver = pc.addTransceiver(video ? "video" : "audio", {
        direction: "sendonly",
        ...(source === "camera" && { sendEncodings: layers }),
      });
      // Sound goes with what was said just before (RED): a lost packet is not heard.
      if (video) {
        prefer(transceiver, "video", ["video/VP8", "video/H264", "video/VP9", "video/AV1"]);
        offerDescriptor(transceiver);
      } else prefer(transceiver, "audio", ["audio/red", "audio/opus"]);
      this.senders.set(source, transceiver.sender);
      await transceiver.sender.replaceTrack(this.tracks.get(source) ?? null);
    }
  }

  protected up(): void {
    // The tracks are in it already.
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

function prefer(transceiver: RTCRtpTransceiver, kind: "audio" | "video", mimes: string[]): void {
  const codecs = RTCRtpSender.getCapabilities(kind)?.codecs ?? [];
  const rank = (mime: string): number => (mimes.includes(mime) ? mimes.indexOf(mime) : mimes.length);
  try {
    transceiver.setCodecPreferences([...codecs].sort((a, b) => rank(a.mimeType) - rank(b.mimeType)));
  } catch {
    // Firefox before 128 has other ideas; its own order begins with VP8 too.
  }
}
