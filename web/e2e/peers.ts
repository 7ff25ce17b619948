/** Anything that runs a function in its page: a page of playwright-core or of puppeteer-core. */
export interface Evaluates {
  evaluate<R>(run: () => R | Promise<R>): Promise<R>;
}

/** One RTCPeerConnection that a page has made, at the moment of reading. */
export interface Peer {
  state: RTCPeerConnectionState;
  /** How often setRemoteDescription was called: 1 in the life of a leg. */
  remoteDescriptions: number;
  /** Every entry of getStats. */
  stats: Stat[];
}

/** An entry of getStats. Which fields it has depends on its type. */
export interface Stat {
  id: string;
  type: string;
  kind?: "audio" | "video";
  mid?: string;
  rid?: string;
  bytesReceived?: number;
  bytesSent?: number;
  framesDecoded?: number;
  framesSent?: number;
  frameWidth?: number;
  frameHeight?: number;
  freezeCount?: number;
  totalFreezesDuration?: number;
  nackCount?: number;
  pliCount?: number;
  totalSamplesReceived?: number;
  concealedSamples?: number;
  silentConcealedSamples?: number;
  packetsReceived?: number;
  /** Of RTP headers and padding. */
  headerBytesReceived?: number;
  packetsLost?: number;
  packetsSent?: number;
  codecId?: string;
  /** Of a codec. */
  mimeType?: string;
  totalAudioEnergy?: number;
  /** Of a transport, of a candidate pair, and of a candidate. */
  selectedCandidatePairId?: string;
  state?: string;
  nominated?: boolean;
  remoteCandidateId?: string;
  protocol?: string;
}

interface Watched {
  connection: RTCPeerConnection;
  remoteDescriptions: number;
}

declare global {
  interface Window {
    plenaryPeers?: Watched[];
  }
}

/**
 * Wraps RTCPeerConnection so that a test can read what a page does with it. Runs in the page before its own scripts,
 * so it may use nothing from outside itself.
 */
export function watchPeers() {
  const peers: Watched[] = [];
  window.plenaryPeers = peers;
  window.RTCPeerConnection = class extends RTCPeerConnection {
    readonly watched: Watched;
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      this.watched = { connection: this, remoteDescriptions: 0 };
      peers.push(this.watched);
    }
    override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      this.watched.remoteDescriptions++;
      return super.setRemoteDescription(description);
    }
  };
}

/** Reads every peer connection that the page has made since it was loaded, in the order they were made. */
export function readPeers(page: Evaluates): Promise<Peer[]> {
  return page.evaluate(async () => {
    const read = async ({ connection, remoteDescriptions }: Watched) => {
      const stats: Stat[] = [];
      (await connection.getStats()).forEach((stat) => stats.push(stat as Stat));
      return { state: connection.connectionState, remoteDescriptions, stats };
    };
    return Promise.all((window.plenaryPeers ?? []).map(read));
  });
}

/** The received tracks of one kind over all of a page's open peer connections. */
export function received(peers: Peer[], kind: "audio" | "video"): Stat[] {
  return peers
    .filter((peer) => peer.state !== "closed")
    .flatMap((peer) => peer.stats.filter((stat) => stat.type === "inbound-rtp" && stat.kind === kind));
}

/** The sent layers of one kind over all of a page's open peer connections. */
export function sent(peers: Peer[], kind: "audio" | "video"): Stat[] {
  return peers
    .filter((peer) => peer.state !== "closed")
    .flatMap((peer) => peer.stats.filter((stat) => stat.type === "outbound-rtp" && stat.kind === kind));
}

/** The mids of tracks that grew between two readings: frames decoded for video, packets received for audio. */
export function rising(before: Peer[], after: Peer[], kind: "audio" | "video"): string[] {
  const count = (stat: Stat) => (kind === "video" ? stat.framesDecoded : stat.packetsReceived) ?? 0;
  const was = new Map(received(before, kind).map((stat) => [stat.id, count(stat)]));
  return received(after, kind)
    .filter((stat) => count(stat) > (was.get(stat.id) ?? 0))
    .map((stat) => stat.mid ?? stat.id);
}
