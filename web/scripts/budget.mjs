// Fails when a page's script outgrows its budget.
//
// A page is index.html alone, or with one of the modules that it imports when they are needed: each is weighed with all
// that it imports statically, each script once, gzipped. budgets.json beside this file has the limit in bytes, and other
// limits for modules that the attendee of a session never loads.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** @typedef {{ file: string, imports?: string[], isDynamicEntry?: boolean }} Chunk */
/** @typedef {{ limit: number, exceptions: Record<string, number> }} Budgets */

const root = "index.html";

/**
 * Names the modules that make a page of their own, the root first.
 * @param {Record<string, Chunk>} manifest
 */
export function pages(manifest) {
  const later = Object.keys(manifest).filter((name) => manifest[name]?.isDynamicEntry);
  return [root, ...later.sort()];
}

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
    if (!chunk) throw new Error(`the manifest has no ${name}`);
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
  const budgets = /** @type {Budgets} */ (read(join(here, "budgets.json")));
  for (const page of pages(manifest)) {
    const weight = scripts(manifest, [root, page])
      .map((file) => gzipSync(readFileSync(join(dist, file))).length)
      .reduce((sum, size) => sum + size, 0);
    const limit = budgets.exceptions[page] ?? budgets.limit;
    console.log(`${page}: ${weight} bytes of script gzipped, ${weight <= limit ? "within" : "OVER"} ${limit}`);
    if (weight > limit) process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
