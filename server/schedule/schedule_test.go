package schedule

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// wild are files as other programs write them. PLENARY_TEST_SCHEDULES names a folder with more.
func wild(t *testing.T) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	folders := []string{"testdata"}
	if more := os.Getenv("PLENARY_TEST_SCHEDULES"); more != "" {
		folders = append(folders, more)
	}
	for _, folder := range folders {
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			name := filepath.Join(folder, entry.Name())
			if entry.IsDir() || name == "testdata/schema.json" || name == "testdata/schedule.xml.xsd" {
				continue
			}
			if files[name], err = os.ReadFile(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	return files
}

func read(t *testing.T, b []byte) (*Schedule, []Note) {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	s, notes, err := Read(b, zone)
	if err != nil {
		t.Fatal(err)
	}
	return s, notes
}

// validJSON holds a file against the published schema.
func validJSON(t *testing.T, b []byte) {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("testdata/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	file, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(file); err != nil {
		t.Errorf("the JSON schema refuses it: %v", err)
	}
}

// validXML holds a file against the published schema, with the program that everybody has for it.
func validXML(t *testing.T, b []byte) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "schedule.xml")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("xmllint is not here; .ci/install-test-tools installs it")
		}
		t.Log("not held against the XML schema: xmllint is not here")
		return
	}
	cmd := exec.CommandContext(context.Background(), lint, "--noout", "--nonet", "--schema", "testdata/schedule.xml.xsd", name)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("the XML schema refuses it: %v\n%s", err, out)
	}
}

// bare is a schedule without what a writer makes up: so that what was read can be compared with what is read again.
func bare(s *Schedule) *Schedule {
	t := s.tidy()
	t.Generator = Generator{}
	return t
}

func TestWildFilesRoundTrip(t *testing.T) {
	for name, b := range wild(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			s, notes := read(t, b)
			count := s.Count()
			t.Logf("%+v, %d notes", count, len(notes))
			if count.Events == 0 {
				t.Fatal("nothing was read")
			}
			asJSON, err := s.JSON()
			if err != nil {
				t.Fatal(err)
			}
			validJSON(t, asJSON)
			asXML, err := s.XML()
			if err != nil {
				t.Fatal(err)
			}
			validXML(t, asXML)
			for form, b := range map[string][]byte{"JSON": asJSON, "XML": asXML} {
				again, notes := read(t, b)
				if got := again.Count(); got != count {
					t.Errorf("through %s: got %+v, want %+v", form, got, count)
				}
				for _, n := range notes {
					t.Errorf("through %s: %s: %s", form, n.Where, n.Says)
				}
				same(t, form, bare(again), bare(s))
			}
		})
	}
}

// same compares two schedules part by part, so that a difference can be found.
func same(t *testing.T, form string, got, want *Schedule) {
	t.Helper()
	if !equal(got.Conference, want.Conference) || !equal(got.Kept, want.Kept) {
		t.Errorf("through %s: the head is\n%s\nwant\n%s", form, marshalled(got.Conference), marshalled(want.Conference))
	}
	if len(got.Days) != len(want.Days) {
		t.Fatalf("through %s: %d days, want %d", form, len(got.Days), len(want.Days))
	}
	for i, d := range want.Days {
		for j, e := range d.Events {
			if j < len(got.Days[i].Events) && !equal(got.Days[i].Events[j], e) {
				t.Errorf("through %s:\n%s\nwant\n%s", form, marshalled(got.Days[i].Events[j]), marshalled(e))
			}
		}
	}
}

// equal compares by what JSON says: empty lists are none.
func equal(a, b any) bool {
	var x, y any
	if json.Unmarshal(marshalled(a), &x) != nil || json.Unmarshal(marshalled(b), &y) != nil {
		return false
	}
	return reflect.DeepEqual(x, y)
}

func TestWhatIsNotUnderstoodIsKeptAndSaid(t *testing.T) {
	for _, c := range []struct{ file, says, kept string }{
		{"testdata/frab-2014.xml", "the element <sign_language> is unknown; it is kept", `<sign_language dgs=\"yes\">interpreted</sign_language>`},
		{"testdata/fosdem-2018.xml", "the element <venue> is unknown; it is kept", "<venue>Example University</venue>"},
		{"testdata/pretalx-2020.json", `"answers" is unknown; it is kept and written out again`, `"answer":"no"`},
		{"testdata/pretalx-2020.json", "its id 15 is not its own; it gets another one", ""},
	} {
		b, err := os.ReadFile(c.file)
		if err != nil {
			t.Fatal(err)
		}
		s, notes := read(t, b)
		var all []string
		for _, n := range notes {
			all = append(all, n.Says)
		}
		if !strings.Contains(strings.Join(all, "\n"), c.says) {
			t.Errorf("%s: nothing says %q, only %q", c.file, c.says, all)
		}
		var w bytes.Buffer
		enc := json.NewEncoder(&w)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(s); err != nil {
			t.Fatal(err)
		}
		if text := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">").Replace(w.String()); !strings.Contains(text, c.kept) {
			t.Errorf("%s: %q is not kept in %s", c.file, c.kept, text)
		}
	}
}

func TestTimes(t *testing.T) {
	for _, c := range []struct{ file, title, want string }{
		{"testdata/fosdem-2018.xml", "No guid and no date", "2018-02-03T10:00:00+01:00"},
		{"testdata/fosdem-2018.xml", "After midnight, on the day before", "2018-02-05T00:30:00+01:00"},
		{"testdata/pretalx-2020.json", "In the hour that comes twice", "2020-10-25T02:30:00+01:00"},
		{"testdata/frab-2014.xml", "Ночной доклад", "2014-12-28T00:30:00+01:00"},
	} {
		b, err := os.ReadFile(c.file)
		if err != nil {
			t.Fatal(err)
		}
		s, _ := read(t, b)
		for _, d := range s.Days {
			for _, e := range d.Events {
				if e.Title == c.title && e.Start.Format(time.RFC3339) != c.want {
					t.Errorf("%s starts at %s, want %s", c.title, e.Start.Format(time.RFC3339), c.want)
				}
			}
		}
	}
}

func TestGuidsAreTheSameEachTime(t *testing.T) {
	for name, b := range wild(t) {
		first, _ := read(t, b)
		second, _ := read(t, b)
		for i, d := range first.Days {
			for j, e := range d.Events {
				if got := second.Days[i].Events[j].GUID; got != e.GUID || !uuidForm.MatchString(got) {
					t.Errorf("%s: %s has the guid %s, then %s", name, e.Title, e.GUID, got)
				}
			}
		}
	}
}

func TestHostileFilesAreRefused(t *testing.T) {
	deep := func(open, shut string, n int) string { return strings.Repeat(open, n) + strings.Repeat(shut, n) }
	for name, text := range map[string]string{
		"nothing":          "",
		"text":             "hello",
		"another JSON":     `{"a":1}`,
		"another XML":      `<html></html>`,
		"broken JSON":      `{"schedule":`,
		"broken XML":       `<schedule>`,
		"entities":         `<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><schedule>&b;</schedule>`,
		"a foreign entity": `<!DOCTYPE s SYSTEM "file:///etc/passwd"><schedule></schedule>`,
		"unknown entity":   `<schedule><version>&b;</version></schedule>`,
		"deep JSON":        `{"schedule":` + deep("[", "]", 1000) + `}`,
		"deep XML":         `<schedule>` + deep("<a>", "</a>", 1000) + `</schedule>`,
		"much JSON":        `{"schedule":[` + strings.Repeat("1,", maxNodes+1) + `1]}`,
		"too long":         "{" + strings.Repeat(" ", MaxBytes) + "}",
		"not UTF-8":        "{\"schedule\":\"\xff\"}",
		"two roots":        `<schedule></schedule><schedule></schedule>`,
	} {
		if _, _, err := Read([]byte(text), time.UTC); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestWhatCannotBeTakenIsNamed(t *testing.T) {
	event := func(members string) string {
		return `{"schedule":{"version":"1","conference":{"title":"T","days":[{"date":"2020-09-14","rooms":{"R":[{"guid":"29aecfd7-2e44-4f49-ab86-29b5e0877325",` + members + `}]}}]}}}`
	}
	for members, want := range map[string]string{
		`"date":"2020-09-14T10:00:00+02:00","duration":"01:00"`:               "it has no title",
		`"title":"A","duration":"01:00"`:                                      "it has no start that can be read",
		`"title":"A","date":"soon","duration":"01:00"`:                        `its date "soon" is none`,
		`"title":"A","date":"2020-09-14T10:00:00+02:00"`:                      "it has no duration",
		`"title":"A","date":"2020-09-14T10:00:00+02:00","duration":"900:00"`:  "no session of a conference lasts so long",
		`"title":"A","date":"2020-09-14T10:00:00+02:00","duration":"an hour"`: "it has no duration",
	} {
		s, notes := read(t, []byte(event(members)))
		if s.Count().Events != 0 {
			t.Errorf("%s is taken", members)
		}
		found := false
		for _, n := range notes {
			found = found || n.Grave && strings.Contains(n.Says, want)
		}
		if !found {
			t.Errorf("%s: nothing says %q, only %+v", members, want, notes)
		}
	}
}
