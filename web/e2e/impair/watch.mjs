// Node runs no TypeScript by itself everywhere; Vite does.
import { runnerImport } from "vite";

await runnerImport(new URL("watch.ts", import.meta.url).pathname, { configFile: false, logLevel: "error" });
