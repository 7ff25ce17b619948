package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestASchedulesSecondImportDoublesNothing(t *testing.T) {
	data := t.TempDir()
	do(t, "import", "--data", data, "demo/ctc-2020.json")
	schedule := "../../server/schedule/testdata/democon.json"
	if said := do(t, "import", "--data", data, "--preview", schedule); !strings.Contains(said, "it was a preview") {
		t.Errorf("the preview says %q", said)
	}
	if said := do(t, "import", "--data", data, schedule); !strings.Contains(said, "adds a hall") && !strings.Contains(said, " added, 0 changed") {
		t.Errorf("it says %q", said)
	}
	if said := do(t, "import", "--data", data, schedule); !strings.Contains(said, "; 0 added, 0 changed, 0 removed; done") {
		t.Errorf("the second time it says %q", said)
	}
}

func TestAConferenceIsExportedAndImported(t *testing.T) {
	data, other := t.TempDir(), t.TempDir()
	do(t, "import", "--data", data, "demo/ctc-2020.json")
	do(t, "import", "--data", data, "../../server/schedule/testdata/frab-2014.xml")
	file, again := filepath.Join(t.TempDir(), "conference.json"), filepath.Join(t.TempDir(), "again.json")
	if said := do(t, "export", "--data", data, "--registrations", file); !strings.Contains(said, "14 in session") {
		t.Errorf("it says %q", said)
	}
	do(t, "import", "--data", other, file)
	do(t, "import", "--data", other, file)
	do(t, "export", "--data", other, "--registrations", again)
	first, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	second, err := os.ReadFile(again)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(first, second) {
		t.Errorf("it comes back as\n%s\nwant\n%s", second, first)
	}
}
