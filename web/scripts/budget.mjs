// Fails when a page's script outgrows its budget.
//
// A page's weight is every script that the browser must have to show it: the manifest's index.html, the page's own
// module and all that they import statically, each counted once, gzipped. budgets.json beside this file lists pages as
// {"name", "entry", "limit"}: entry is the page's module as the manifest names it, limit is in bytes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** @typedef {{ file: string, imports?: string[] }} Chunk */
/** @typedef {{ name: string, entry: string, limit: number }} Budget */

/**
 * Names every script that the given manifest entries need at once.
 * @param {Record<string, Chunk>} manifest
 * @param {string[]} entries
 */
export function scripts(manifest, entries) {
  /** @type {Set<string>} */
  const files = new Set();
  const open = [...entries];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const chunk = manifest[name];
    if (!chunk) throw new Error(`the manifest has no ${name}: put the page's module into scripts/budgets.json`);
    if (files.has(chunk.file)) continue;
    files.add(chunk.file);
    open.push(...(chunk.imports ?? []));
  }
  return [...files].filter((file) => file.endsWith(".js"));
}

/**
 * @param {string} path
 * @returns {unknown}
 */
const read = (path) => JSON.parse(readFileSync(path, "utf8"));

function main() {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const dist = join(here, "..", "dist");
  const manifest = /** @type {Record<string, Chunk>} */ (read(join(dist, ".vite", "manifest.json")));
  const budgets = /** @type {Budget[]} */ (read(join(here, "budgets.json")));
  for (const { name, entry, limit } of budgets) {
    const weight = scripts(manifest, ["index.html", entry])
      .map((file) => gzipSync(readFileSync(join(dist, file))).length)
      .reduce((sum, size) => sum + size, 0);
    const verdict = weight <= limit ? "within" : "OVER";
    console.log(`${name}: ${weight} bytes of script gzipped, ${verdict} the limit of ${limit}`);
    if (weight > limit) process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
