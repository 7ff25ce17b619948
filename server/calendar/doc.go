// Package calendar writes the programme as iCalendar (RFC 5545), for the calendars of those who come.
package calendar
