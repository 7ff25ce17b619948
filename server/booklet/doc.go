// Package booklet prints the programme: a PDF of A4 pages, for those who want it on paper.
//
// Its fonts have the Latin, Cyrillic, Greek, Arabic and Han scripts. Arabic is joined and set from the right by us, with
// the letter forms that the font has for it, which is right for Arabic and Persian and leaves vowel signs where they
// are; scripts that need more than that, Devanagari say, are not set rightly.
package booklet
