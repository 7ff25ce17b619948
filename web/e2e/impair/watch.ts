// A viewer in Chromium who says ten times a second what she sees: `crowd impair` starts her at the end of a bad road.
import { launchChromium } from "../browsers.ts";
import { type Peer, readPeers, received, type Stat } from "../peers.ts";
import { RoomPage } from "../room.ts";
import { Visitor } from "../visitor.ts";

/** What is counted since she came; the same as `look` in cmd/crowd. */
interface Look {
  at: number;
  frames: number;
  height: number;
  freezes: number;
  frozen: number;
  bytes: number;
  nacks: number;
  plis: number;
  sound: number;
  samples: number;
  concealed: number;
  negotiations: number;
  tcp: boolean;
}

const every = 100;

const [address = "", session = ""] = process.argv.slice(2);
const chromium = await launchChromium();
process.once("SIGTERM", () => void chromium.close().then(() => process.exit(0)));
const visitor = await Visitor.enter(chromium, address);
await visitor.context.addCookies([{ name: "login", value: process.env.PLENARY_LOGIN ?? "", url: address }]);
const room = new RoomPage(visitor.page);
await room.open(session);
await room.join();
for (let next = Date.now(); ; next = Math.max(next + every, Date.now())) {
  console.log(JSON.stringify(look(await readPeers(visitor.page))));
  await new Promise((turn) => setTimeout(turn, next + every - Date.now()));
}

function look(peers: Peer[]): Look {
  const pictures = received(peers, "video");
  const sounds = received(peers, "audio");
  const sum = (list: Stat[], field: keyof Stat) => list.reduce((all, stat) => all + Number(stat[field] ?? 0), 0);
  const shown = pictures.reduce<Stat | undefined>(
    (most, stat) => ((stat.framesDecoded ?? 0) > (most?.framesDecoded ?? 0) ? stat : most),
    undefined,
  );
  return {
    at: Date.now(),
    frames: sum(pictures, "framesDecoded"),
    height: shown?.frameHeight ?? 0,
    freezes: sum(pictures, "freezeCount"),
    frozen: sum(pictures, "totalFreezesDuration"),
    bytes: sum(pictures, "bytesReceived"),
    nacks: sum(pictures, "nackCount"),
    plis: sum(pictures, "pliCount"),
    sound: sum(sounds, "packetsReceived"),
    samples: sum(sounds, "totalSamplesReceived"),
    concealed: sum(sounds, "concealedSamples") - sum(sounds, "silentConcealedSamples"),
    negotiations: peers.reduce((all, peer) => all + peer.remoteDescriptions, 0),
    tcp: protocolOf(peers) === "tcp",
  };
}

/** How media comes: by the pair of candidates that is in use. */
function protocolOf(peers: Peer[]): string | undefined {
  const stats = peers.filter(({ state }) => state !== "closed").flatMap((peer) => peer.stats);
  const transport = stats.find(({ type }) => type === "transport");
  const pair = stats.find(({ id }) => id === transport?.selectedCandidatePairId);
  return stats.find(({ id }) => id === pair?.remoteCandidateId)?.protocol;
}
