// Package paper prints: the programme, badges, letters and journals, as PDF; journals as DOCX too.
//
// Its fonts have the Latin, Cyrillic, Greek, Arabic and Han scripts. Arabic is joined and set from the right by us, with
// the letter forms that the font has for it, which is right for Arabic and Persian and leaves vowel signs where they
// are; scripts that need more than that, Devanagari say, are not set rightly.
package paper
