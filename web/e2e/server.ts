import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const binary = process.env.PLENARY_BINARY ?? resolve(import.meta.dirname, "../../bin/plenary");

// Free ports on loopback; a flag of the test's own stands later and so goes before these.
const media = ["--media-udp", "127.0.0.1:0", "--media-tcp", "127.0.0.1:0", "--metrics-listen", "off"];

/** A schema of a PostgreSQL server. */
export interface Schema {
  /** Of the server. */
  address: string;
  name: string;
}

/** Makes a fresh schema in the PostgreSQL that .ci/with-postgres names; none without, for the embedded database. */
async function freshSchema(): Promise<Schema | undefined> {
  const address = process.env.PLENARY_TEST_POSTGRES;
  if (!address) return undefined;
  const name = `e2e_${randomBytes(6).toString("hex")}`;
  await promisify(execFile)("psql", ["--quiet", "--command", `create schema ${name}`, address]);
  return { address, name };
}

/** Who can be signed in with one click in a demonstration. */
export type Part = "attendee" | "speaker" | "moderator" | "organizer" | "administrator";

/** What a demonstration prints on its first line of standard output with --print-json. */
interface Started {
  address: string;
  links: Record<Part, string>;
}

/** A demonstration conference: a real server, its own process, its own data, free ports. */
export class Server {
  /** Where the page is; the same before and after a restart. */
  address = "";
  /** One-click login links. */
  links: Record<Part, string> = { attendee: "", speaker: "", moderator: "", organizer: "", administrator: "" };
  /** All that the server logged, over all its lives. */
  readonly log: string[] = [];

  private process: ChildProcess | undefined;

  private constructor(
    /** The server's data directory, gone after stop. */
    readonly data: string,
    /** Where its rows are, if not in a file in there. */
    readonly schema: Schema | undefined,
    private readonly flags: string[],
  ) {}

  /** Starts a demonstration and waits until it serves. Flags go to `plenary demo`. */
  static async start(...flags: string[]): Promise<Server> {
    const schema = await freshSchema();
    const database = schema ? ["--database", `${schema.address}&search_path=${schema.name}`] : [];
    const server = new Server(await mkdtemp(join(tmpdir(), "plenary-e2e-")), schema, [...database, ...flags]);
    await server.run("127.0.0.1:0");
    return server;
  }

  get pid(): number {
    return this.process?.pid ?? 0;
  }

  /** Starts again after kill or end, on the same address with the same data; a flag given now goes before one of start. */
  async restart(...flags: string[]) {
    await this.run(new URL(this.address).host, flags);
  }

  /** Ends the process as an operator would, and waits for it. Gives its exit code. */
  async end(): Promise<number | null> {
    return this.signal("SIGTERM");
  }

  /** Ends the process as a power cut would, and waits for it. */
  async kill() {
    await this.signal("SIGKILL");
  }

  /** Ends the process and removes its data. */
  async stop() {
    const code = await this.end();
    await rm(this.data, { recursive: true, force: true });
    if (code) throw new Error(`the server ended with ${code}\n${this.tail()}`);
  }

  private async run(listen: string, more: string[] = []) {
    const flags = ["demo", "--print-json", "--listen", listen, "--data", this.data, ...media, ...this.flags, ...more];
    const child = spawn(binary, flags, { stdio: ["ignore", "pipe", "pipe"] });
    this.process = child;
    createInterface(child.stderr).on("line", (line) => this.log.push(line));
    const lines = createInterface(child.stdout);
    const started = await new Promise<Started>((done, fail) => {
      lines.once("line", (line) => done(JSON.parse(line) as Started));
      child.once("error", fail);
      child.once("exit", (code, signal) => fail(new Error(`the server ended (${code ?? signal})\n${this.tail()}`)));
    });
    lines.on("line", (line) => this.log.push(line));
    this.address = started.address;
    this.links = started.links;
  }

  private async signal(name: NodeJS.Signals): Promise<number | null> {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
    child.kill(name);
    return ended;
  }

  private tail(): string {
    return this.log.slice(-30).join("\n");
  }
}
