import { expect, it, vi } from "vitest";

import { offerDescriptor } from "./descriptor.ts";

const uri = "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension";

function transceiver(uris: string[]) {
  const list = uris.map((of) => ({ uri: of, direction: "stopped" as const }));
  return { getHeaderExtensionsToNegotiate: () => list, setHeaderExtensionsToNegotiate: vi.fn() };
}

it("offers the descriptor and leaves the rest as it is", () => {
  const it = transceiver(["urn:other", uri]);
  offerDescriptor(it as unknown as RTCRtpTransceiver);
  expect(it.setHeaderExtensionsToNegotiate).toHaveBeenCalledExactlyOnceWith([
    { uri: "urn:other", direction: "stopped" },
    { uri, direction: "sendrecv" },
  ]);
});

it("asks nothing of a browser that does not know it", () => {
  const it = transceiver(["urn:other"]);
  offerDescriptor(it as unknown as RTCRtpTransceiver);
  offerDescriptor({} as RTCRtpTransceiver);
  expect(it.setHeaderExtensionsToNegotiate).not.toHaveBeenCalled();
});
