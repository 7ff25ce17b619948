import type { en } from "./en/index.ts";

/** All that the page says, in one language. A language file that lacks a key does not compile. */
export type Words = typeof en;

/** The languages of the interface, by their own names. A new one is a folder beside en/ and a line here and below. */
export const languages = { en: "English" } as const;
export type Language = keyof typeof languages;

const files: Record<Language, () => Promise<Words>> = {
  en: async () => (await import("./en/index.ts")).en,
};

let spoken = $state.raw<Words>();

/** What the page says, in the language that was chosen: words.programme.title. */
export const words: Words = new Proxy({} as Words, {
  get: (_, section) => (spoken ? (Reflect.get(spoken, section) as unknown) : undefined),
});

/** Loads a language and speaks it from now on. */
export async function speak(language: Language): Promise<void> {
  spoken = await files[language]();
}

/** Picks the first language that we have among those that somebody asks for, best first. */
export function pick(asked: readonly string[]): Language {
  for (const tag of asked) {
    const short = tag.toLowerCase().split("-")[0];
    const known = (Object.keys(languages) as Language[]).find((language) => language === short);
    if (known) return known;
  }
  return "en";
}

const key = "language";

/** The language that was chosen in this browser before, else the browser's own. */
export function preferred(): Language {
  const chosen = localStorage.getItem(key);
  return pick(chosen ? [chosen, ...navigator.languages] : navigator.languages);
}

/** Speaks another language and remembers it. */
export async function choose(language: Language): Promise<void> {
  await speak(language);
  localStorage.setItem(key, language);
  document.documentElement.lang = words.locale;
}
