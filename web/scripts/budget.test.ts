import { expect, test } from "vitest";

import { pages, scripts } from "./budget.mjs";

const manifest = {
  "index.html": { file: "assets/index.js", imports: ["_shared.js"] },
  "src/views/room.svelte": {
    file: "assets/room.js",
    imports: ["index.html", "_shared.js", "_media.js"],
    isDynamicEntry: true,
  },
  "_shared.js": { file: "assets/shared.js" },
  "_media.js": { file: "assets/media.js" },
  "src/words/fr.ts": { file: "assets/fr.js" },
};

test("a page weighs what it imports, each script once", () => {
  expect(scripts(manifest, ["index.html", "src/views/room.svelte"]).sort()).toEqual([
    "assets/index.js",
    "assets/media.js",
    "assets/room.js",
    "assets/shared.js",
  ]);
});

test("a page that the build does not know is an error", () => {
  expect(() => scripts(manifest, ["src/views/gone.svelte"])).toThrow("src/views/gone.svelte");
});

test("every module that is loaded when needed is a page", () => {
  expect(pages(manifest)).toEqual(["index.html", "src/views/room.svelte"]);
});
