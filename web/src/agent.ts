// What people call their browsers, of what browsers call themselves. Only for a person to tell her own logins apart.

const browsers: [RegExp, string][] = [
  [/Edg(?:A|iOS)?\//, "Edge"],
  [/OPR\//, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"], // eslint-disable-line no-restricted-syntax -- a name
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\/|Chromium\//, "Chrome"],
  [/Version\/.*Safari\//, "Safari"],
];

const systems: [RegExp, string][] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

const first = (list: [RegExp, string][], agent: string) => list.find(([pattern]) => pattern.test(agent))?.[1] ?? "";

/** "Firefox · Windows"; what is not known is cut short, and nothing stays nothing. */
export function agentName(agent: string): string {
  const known = [first(browsers, agent), first(systems, agent)].filter(Boolean).join(" · ");
  return known || agent.slice(0, 60);
}
