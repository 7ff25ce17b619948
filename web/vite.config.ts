import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// Where `make dev` runs the Go server; Vite serves the page and passes everything else on.
const server = process.env.PLENARY_DEV_SERVER ?? "http://127.0.0.1:8080";

// The Host header stays the browser's own (changeOrigin off), because the server compares Origin with it.
const passed = { target: server, changeOrigin: false };

export default defineConfig({
  plugins: [svelte()],
  server: {
    host: "127.0.0.1",
    port: 5173,
    strictPort: true,
    proxy: {
      "/api": { ...passed, ws: true },
      "/whip": passed,
      "/whep": passed,
    },
  },
  build: {
    target: "es2022",
    manifest: true,
    // The page runs under `script-src 'self'; style-src 'self'; img-src 'self'`: nothing may be inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  test: {
    include: ["src/**/*.test.ts", "scripts/**/*.test.ts"],
    environment: "node",
  },
});
