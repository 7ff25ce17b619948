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
    const link = /https?:\/\/\S+\/link#[\w-]+/.exec(body.join("\n"));
    if (link) return link[0];
  }
  return undefined;
}

/** Undoes quoted-printable: soft line breaks and escaped bytes. */
function plain(mail: string): string {
  return mail
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
