// Package schedule reads and writes the two files in which European conferences hand their programmes to each other:
// schedule.json and schedule.xml, as pretalx, frab and the tools of the C3 have them.
//
// Reading takes what is found in the wild and says what it did not understand; nothing is dropped in silence. Writing
// keeps to the published schemas. What a schema has no place for goes where it leaves one: in JSON below
// conference.meta, in XML into processing instructions. Both come back when the file is read again.
package schedule
