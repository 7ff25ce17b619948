// A list of people as a secretariat gets it, some rows of it wrong.

const given = ["Anna", "Борис", "Chloé", "Дмитрий", "Eva", "Фатима", "Gjergj", "Ирина", "João", "Zoë"];
const family = ["Ангелова", "Brandt", "Çelik", "Дробышевский", "Esposito", "Fernández-Ruiz", "Горчаков", "Haxhiu"];
const states = [
  "Albania",
  "Belgium",
  "Czech Republic",
  "DK",
  "Estonia",
  "FR",
  "Georgia",
  "Hungary",
  "Russian Federation",
];
const heading = [
  "Name",
  "E-mail",
  "Delegation",
  "Organization",
  "Category",
  "Function",
  "Participation",
  "Head of delegation",
];

/** Somebody in the list. */
export interface Listed {
  name: string;
  email: string;
}

/** The person in a place of the list, from 0. */
export function person(i: number): Listed {
  const name = `${given[i % given.length] ?? ""} ${family[i % family.length] ?? ""}-${String(i)}`;
  return { name, email: `delegate${String(i)}@delegates.example` };
}

function row(i: number): string[] {
  const { name, email } = person(i);
  if (i % 10 === 9) return [name, email, "", "Вестник", "media", "Correspondent", "", ""];
  return [name, email, states[i % states.length] ?? "", "", "", "Counsellor", "in the room", ""];
}

/** One thing that is wrong with a row: the column, what stands there, and what is said of it. */
type Wrong = (i: number) => [column: string, value: string, says: string];

const wrongs: Wrong[] = [
  (i) => [
    "E-mail",
    `delegate${String(i)} at delegates`,
    `“delegate${String(i)} at delegates” is not an e-mail address`,
  ],
  () => ["Delegation", "Atlantis", "there is no delegation “Atlantis”"],
  () => ["Category", "astronaut", "there is no category “astronaut”"],
  () => [
    "Participation",
    "by telepathy",
    "“by telepathy” is no way to take part: write “in the room”, “able to speak” or “observer”",
  ],
  () => ["Head of delegation", "perhaps", "“perhaps” says neither yes nor no"],
  () => ["Name", "", "please give a name"],
  (i) => ["E-mail", person(i - 1).email, `${person(i - 1).email} stands in row ${String(i + 1)} already`],
];

const csv = (rows: string[][]) => ({
  name: "people.csv",
  mimeType: "text/csv",
  buffer: Buffer.from([heading, ...rows].map((cells) => cells.join(";")).join("\r\n")),
});

/** A file with so many people, from a place of the list on. */
export function listOf(people: number, from = 0) {
  return csv(Array.from({ length: people }, (_, i) => row(from + i)));
}

/** The same with so many rows wrong, spread over it, and what has to be said of them. */
export function wrongListOf(people: number, wrong: number) {
  const rows = Array.from({ length: people }, (_, i) => row(i));
  const says: string[] = [];
  for (let k = 0; k < wrong; k++) {
    const i = Math.floor(((k + 0.5) * people) / wrong);
    const mistake = wrongs[k % wrongs.length];
    if (!mistake) continue;
    const [column, value, told] = mistake(i);
    (rows[i] ?? [])[heading.indexOf(column)] = value;
    says.push(`Row ${String(i + 2)}, ${column} ${told}`); // the heading is the first row
  }
  return { file: csv(rows), says };
}
