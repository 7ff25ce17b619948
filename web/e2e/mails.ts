import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The link in the latest mail to somebody that a server wrote into its outbox, or nothing while there is none. */
export async function linkTo(data: string, email: string): Promise<string | undefined> {
  const outbox = join(data, "outbox");
  const names = await readdir(outbox).catch(() => []);
  // Names begin with the moment of writing.
  for (const name of names.sort().reverse()) {
    const mail = plain(await readFile(join(outbox, name), "utf8"));
    const [head = "", ...body] = mail.split(/\r?\n\r?\n/);
    if (!head.includes(email)) continue;
    const link = linkIn(body.join("\n"));
    if (link) return link;
  }
  return undefined;
}

/** The link with a secret in a text, if it has one. */
export function linkIn(text: string): string | undefined {
  return /https?:\/\/\S+\/link#[\w-]+/.exec(text)?.[0];
}

/** Undoes quoted-printable: soft line breaks and escaped bytes. */
export function plain(mail: string): string {
  return mail
    .replace(/=\r?\n/g, "")
    .replace(/(?:=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll("=", ""), "hex").toString("utf8"));
}
