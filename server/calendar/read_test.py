# Reads a calendar with another implementation than the one that wrote it, and prints of each event what it understood:
# uid, sequence, status, start and end in UTC, summary. Run by feed_test.go.
import datetime
import sys

import icalendar

calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
zones = {str(z["TZID"]): z.to_tz() for z in calendar.walk("VTIMEZONE")}
for event in calendar.walk("VEVENT"):
    times = []
    for name in ("DTSTART", "DTEND"):
        value = event[name]
        civil = value.dt.replace(tzinfo=None)
        zone = zones[value.params["TZID"]]  # as this file declares it, not as this machine knows it
        local = zone.localize(civil) if hasattr(zone, "localize") else civil.replace(tzinfo=zone)
        times.append(local.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%MZ"))
    print("|".join([str(event["UID"]), str(event["SEQUENCE"]), str(event["STATUS"]), *times, str(event["SUMMARY"])]))
