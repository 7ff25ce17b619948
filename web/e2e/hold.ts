import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

import type { Server } from "./server.ts";

const root = resolve(import.meta.dirname, "../..");

/**
 * Holds a server's database so that nothing can be saved in it, as another program may that has it open. Gives the
 * function that lets it go.
 */
export async function hold(server: Server): Promise<() => Promise<void>> {
  const holder = server.schema
    ? spawn("psql", ["--quiet", "--no-psqlrc", server.schema.address], { stdio: ["pipe", "pipe", "inherit"] })
    : spawn("go", ["run", "./server/store/storetest/hold", join(server.data, "plenary.db")], {
        cwd: root,
        stdio: ["pipe", "pipe", "inherit"],
      });
  if (server.schema) {
    const tables = ["line", "question", "vote"].map((table) => `${server.schema!.name}.${table}`).join(", ");
    holder.stdin.write(`begin; lock table ${tables} in share row exclusive mode;\n\\echo held\n`);
  }
  const ended = once(holder, "exit");
  await Promise.race([
    once(createInterface(holder.stdout), "line"),
    ended.then(() => Promise.reject(new Error("the database was not held"))),
  ]);
  return async () => {
    holder.stdin.end();
    await ended;
  };
}
