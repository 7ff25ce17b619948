import { createServer, type Server as Listener, type Socket } from "node:net";
import { createInterface } from "node:readline";

import { linkIn, plain } from "./mails.ts";

/** A mail as it arrived. */
export interface Letter {
  to: string;
  /** Heads and body, as they are read. */
  text: string;
}

/** A mail server: it speaks as much SMTP (RFC 5321) as it takes to be handed mail, and keeps what it gets. */
export class MailServer {
  readonly letters: Letter[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly listener: Listener) {}

  /** Starts one on a free port. */
  static async start(): Promise<MailServer> {
    const listener = createServer();
    const server = new MailServer(listener);
    listener.on("connection", (socket) => void server.converse(socket));
    await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
    return server;
  }

  /** Flags of a server that hands its mail to this one. */
  get flags(): string[] {
    const { port } = this.listener.address() as { port: number };
    const from = "Secretariat <noreply@plenary.example>";
    return ["--smtp-host", "127.0.0.1", "--smtp-port", String(port), "--smtp-tls", "none", "--smtp-from", from];
  }

  /** What somebody got, in the order in which it came. */
  to(address: string): Letter[] {
    return this.letters.filter((letter) => letter.to === address);
  }

  /** The link in the latest mail to somebody that has one. */
  linkTo(address: string): string {
    return (
      this.to(address)
        .map(({ text }) => linkIn(text))
        .filter(Boolean)
        .at(-1) ?? ""
    );
  }

  /** Hangs up and stops. */
  async stop() {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.listener.close(done));
  }

  private async converse(socket: Socket) {
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket)).on("error", () => socket.destroy());
    const say = (answer: string) => socket.write(`${answer}\r\n`);
    say("220 mail.example ESMTP");
    let to: string[] = [];
    let data: string[] | undefined;
    for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
      if (data) {
        if (line === ".") {
          const text = plain(data.join("\r\n"));
          for (const address of to) this.letters.push({ to: address, text });
          data = undefined;
          say("250 kept");
        } else data.push(line.replace(/^\./, "")); // RFC 5321 §4.5.2
        continue;
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "MAIL" || verb === "RSET") to = [];
      if (verb === "RCPT") to.push(/<(.*?)>/.exec(line)?.[1] ?? "");
      if (verb === "DATA") data = [];
      if (verb === "QUIT") socket.end("221 good bye\r\n");
      else if (verb === "DATA") say("354 go on");
      else say(["EHLO", "HELO", "MAIL", "RCPT", "RSET", "NOOP"].includes(verb) ? "250 yes" : "502 not here");
    }
  }
}
