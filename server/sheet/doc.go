// Package sheet reads and writes lists as spreadsheets do: CSV in the encodings that programs of different countries
// write, and XLSX. What it reads is bounded, whatever a file says of itself; what it writes no spreadsheet takes for a
// formula.
package sheet
