import { plurals } from "../plurals.ts";

const count = plurals("en");

/** Lists of people that come in and go out. */
export const roster = {
  export: "Export",
  asCSV: "As CSV",
  asXLSX: "As XLSX",
  exportText: "All registrations that fit the filter.",
  file: "Excel or CSV file",
  choose: "Choose a file",
  chooseOther: "Choose another file",
  tooLarge: "The file is larger than 8 MB.",
  unreadable: "The file cannot be read.",
  reading: "Reading …",
  columns: "Columns",
  left: "left out",
  column: {
    name: "Name",
    "given-name": "Given name",
    "family-name": "Family name",
    email: "E-mail",
    delegation: "Delegation",
    organization: "Organization",
    category: "Category",
    function: "Function",
    participation: "Participation",
    head: "Head of delegation",
  } as Record<string, string>,
  nobody: "There is nobody new in this file.",
  more: (n: number) => count(n, { one: "and # more", other: "and # more" }),
  row: (n: number) => `Row ${String(n)}`,
  mend: "Correct the file and choose it again.",
  registers: {
    bring: "Import people",
    fileHint:
      "The first row is the heading, in English or Russian: Name and E-mail are needed; Delegation (its name or code), Organization, Category, Function, Participation and Head of delegation are understood.",
    adds: (n: number) =>
      count(n, { one: "# person is registered by this file.", other: "# people are registered by this file." }),
    present: (n: number) =>
      count(n, {
        one: "# is registered already and stays as she is.",
        other: "# are registered already and stay as they are.",
      }),
    faults: (n: number) =>
      count(n, {
        one: "# fault: nobody is registered before it is corrected.",
        other: "# faults: nobody is registered before they are corrected.",
      }),
    quiet: "They wait for a decision, and get a mail when it is made.",
    again: "Others have registered meanwhile. This is how it is now:",
    applyNone: "Register",
    apply: (n: number) => count(n, { one: "Register # person", other: "Register # people" }),
    done: (n: number) => count(n, { one: "# person is registered.", other: "# people are registered." }),
  },
  invites: {
    bring: "Invite from a file",
    fileHint:
      "The first row is the heading, in English or Russian: Name and E-mail are needed; Delegation (its name or code), Organization, Category, Function and Participation are understood, and filled in when they accept.",
    adds: (n: number) =>
      count(n, { one: "# person is invited by this file.", other: "# people are invited by this file." }),
    present: (n: number) =>
      count(n, {
        one: "# has been invited or has registered already, and gets no other mail.",
        other: "# have been invited or have registered already, and get no other mail.",
      }),
    faults: (n: number) =>
      count(n, {
        one: "# fault: nobody is invited before it is corrected.",
        other: "# faults: nobody is invited before they are corrected.",
      }),
    quiet: "Their mail goes into the outbox. Each link is for one person and works once.",
    again: "Others have registered or were invited meanwhile. This is how it is now:",
    applyNone: "Invite",
    apply: (n: number) => count(n, { one: "Invite # person", other: "Invite # people" }),
    done: (n: number) => count(n, { one: "# person is invited.", other: "# people are invited." }),
  },
};
