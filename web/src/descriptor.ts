const uri = "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension";

/** What Chromium adds to a transceiver (WebRTC extensions §5.5), and TypeScript does not know. */
interface Extended {
  getHeaderExtensionsToNegotiate?(): { uri: string; direction: RTCRtpTransceiverDirection }[];
  setHeaderExtensionsToNegotiate?(list: { uri: string; direction: RTCRtpTransceiverDirection }[]): void;
}

/**
 * Has a transceiver offer the dependency descriptor, which says what in a picture with several layers depends on what.
 * AV1 with spatial layers cannot be forwarded without it, and Chromium offers it only where it is asked to.
 */
export function offerDescriptor(transceiver: RTCRtpTransceiver & Extended): void {
  const list = transceiver.getHeaderExtensionsToNegotiate?.() ?? [];
  const found = list.find((extension) => extension.uri === uri);
  if (!found) return;
  found.direction = "sendrecv";
  transceiver.setHeaderExtensionsToNegotiate?.(list);
}
