// What languages and countries are called in a language. Pure.

const made = new Map<string, Intl.DisplayNames | Intl.ListFormat>();

// Making one costs more than all its uses on a page: a programme of 1,000 sessions names its languages 1,000 times.
function kept<T extends Intl.DisplayNames | Intl.ListFormat>(key: string, make: () => T): T {
  const found = made.get(key) as T | undefined;
  if (found) return found;
  const now = make();
  made.set(key, now);
  return now;
}

const names = (locale: string, type: "language" | "region") =>
  kept(`${type} ${locale}`, () => new Intl.DisplayNames([locale], { type }));

/** "French" of "fr"; the tag itself where it has no name. */
export const languageName = (tag: string, locale: string): string => names(locale, "language").of(tag) ?? tag;

/** "Austria" of "AT" (ISO 3166-1); the code itself where it has no name. */
export const countryName = (code: string, locale: string): string => names(locale, "region").of(code) ?? code;

/** "English, French and Russian" */
export const listed = (those: string[], locale: string): string =>
  kept(`list ${locale}`, () => new Intl.ListFormat(locale)).format(those);
