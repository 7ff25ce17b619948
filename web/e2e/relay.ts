import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";

// Where browsers find the relay, and where the server listens.
const before = "127.0.0.2";
const behind = "127.0.0.1";

/**
 * A road for media that a test can block. It receives at one loopback address and passes on to the same port at
 * another, and back; each browser socket gets its own towards the server, as behind a home router. A server that says
 * it is reached at the relay's address, and listens at its own, has all its media through here:
 *
 *     const relay = await Relay.open();
 *     const server = await Server.start(...relay.flags);
 */
export class Relay {
  /** How many packets went through, both ways, and how many were dropped while blocked. */
  passed = 0;
  dropped = 0;
  /** While true, packets are lost, as on a dead network: nobody is told. */
  blocked = false;

  private readonly upstream = new Map<string, Socket>();

  private constructor(
    private readonly front: Socket,
    /** The port, the same before and behind the relay. */
    readonly port: number,
  ) {
    front.on("message", (packet, from) => this.forward(packet, from));
  }

  /** Opens a relay on a port that is free for a server, too. */
  static async open(): Promise<Relay> {
    const port = await freePort();
    const front = createSocket("udp4");
    front.bind(port, before);
    await once(front, "listening");
    return new Relay(front, port);
  }

  /** What makes a server take its media through here, and only here. */
  get flags(): string[] {
    return ["--media-udp", `${behind}:${this.port}`, "--public-ip", before, "--media-tcp", "off"];
  }

  close() {
    this.front.close();
    for (const socket of this.upstream.values()) socket.close();
  }

  private forward(packet: Buffer, from: RemoteInfo) {
    if (!this.through()) return;
    const key = `${from.address}:${from.port}`;
    let socket = this.upstream.get(key);
    if (!socket) {
      socket = createSocket("udp4");
      socket.on("message", (answer) => {
        if (this.through()) this.front.send(answer, from.port, from.address);
      });
      // A server that is being restarted refuses for a while; the browser tries again.
      socket.on("error", () => this.dropped++);
      this.upstream.set(key, socket);
    }
    socket.send(packet, this.port, behind);
  }

  private through(): boolean {
    if (this.blocked) this.dropped++;
    else this.passed++;
    return !this.blocked;
  }
}

/** Finds a UDP port that is free now on every loopback address. */
async function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0);
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}
