/** The wordings of something counted; # is replaced with the number. Languages differ in which of them they need. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** Gives the function with which a language file counts. */
export function plurals(locale: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (count, forms) => (forms[rules.select(count)] ?? forms.other).replace("#", numbers.format(count));
}
