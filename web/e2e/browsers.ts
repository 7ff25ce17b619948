import { existsSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { resolve } from "node:path";

import { getInstalledBrowsers } from "@puppeteer/browsers";
import { type Browser as Chromium, chromium } from "playwright-core";
import puppeteer, { type Browser as Firefox } from "puppeteer-core";

// The fake camera shows a moving pattern, the fake microphone beeps once a second; nobody is asked for permission.
const chromiumFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
];

// Fake devices as above; candidates on loopback, where the server of a test listens; plain addresses.
const firefoxPrefs = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.peerconnection.ice.loopback": true,
  "media.peerconnection.ice.obfuscate_host_addresses": false,
  "media.autoplay.default": 0,
};

// Firefox sends from a machine's own addresses and pairs none of them with loopback; where there is no other, it does.
const own = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal);

/** Flags of a server whose media Firefox can reach. */
export const reachable = own
  ? ["--media-udp", `${own.address}:0`, "--public-ip", own.address, "--media-tcp", "off"]
  : [];

/** Starts Chromium: PLENARY_CHROMIUM, Debian's, or the one that playwright-core downloaded. */
export async function launchChromium(...flags: string[]): Promise<Chromium> {
  const executablePath = first(process.env.PLENARY_CHROMIUM, "/usr/bin/chromium", chromium.executablePath());
  return chromium.launch({ executablePath, args: [...chromiumFlags, ...flags] });
}

/**
 * Starts Firefox over WebDriver BiDi: PLENARY_FIREFOX, Debian's, or a downloaded one. It is driven by puppeteer-core,
 * because playwright-core asks more of BiDi than this Firefox offers.
 */
export async function launchFirefox(): Promise<Firefox> {
  const downloaded = await getInstalledBrowsers({ cacheDir: resolve(import.meta.dirname, "out/browsers") });
  const executablePath = first(
    process.env.PLENARY_FIREFOX,
    "/usr/bin/firefox-esr",
    "/usr/bin/firefox",
    ...downloaded.filter(({ browser }) => String(browser) === "firefox").map((firefox) => firefox.executablePath),
  );
  return puppeteer.launch({ browser: "firefox", executablePath, extraPrefsFirefox: firefoxPrefs });
}

function first(...candidates: (string | undefined)[]): string {
  const found = candidates.find((path) => path && existsSync(path));
  if (!found) throw new Error("no browser: make test-tools installs one");
  return found;
}
