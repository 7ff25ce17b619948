package plenary_test

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// atLeast says below which version a module has a published hole, or, for fasthttp, lets requests be smuggled. A module
// that we do not use (yet) is not held against us.
var atLeast = map[string]string{
	"github.com/gofiber/fiber/v2":        "v2.52.13", // CVE-2026-42554, script in AutoFormat
	"github.com/gofiber/utils":           "v1.2.0",   // CVE-2025-66565
	"github.com/valyala/fasthttp":        "v1.77.0",  // request smuggling; GO-2026-4950
	"github.com/fasthttp/websocket":      "v1.5.12",  // the first that is built and tested with that fasthttp
	"github.com/pion/webrtc/v4":          "v4.2.26",  // brings the following
	"github.com/pion/dtls/v3":            "v3.1.4",   // CVE-2026-26014, CVE-2026-54908
	"github.com/pion/stun/v3":            "v3.1.5",   // CVE-2026-54909
	"github.com/pion/interceptor":        "v0.1.39",  // CVE-2025-49140, remote crash
	"github.com/jackc/pgx/v5":            "v5.9.2",   // CVE-2026-41889, SQL injection
	"github.com/golang-jwt/jwt/v5":       "v5.2.2",   // CVE-2025-30204
	"github.com/nats-io/nats-server/v2":  "v2.12.6",  // the series of March 2026
	"github.com/yuin/goldmark":           "v1.7.17",  // CVE-2026-5160
	"github.com/microcosm-cc/bluemonday": "v1.0.16",
	"github.com/klauspost/compress":      "v1.18.7", // out-of-bounds read in s2
	"golang.org/x/net":                   "v0.55.0", // HTML parser
	"golang.org/x/image":                 "v0.45.0",
	"golang.org/x/crypto":                "v0.52.0",
}

var requirement = regexp.MustCompile(`(?m)^(?:require)?\s+(\S+) (v\d+\.\d+\.\d+)\S*`)

func TestVersions(t *testing.T) {
	text, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]string{}
	for _, m := range requirement.FindAllStringSubmatch(string(text), -1) {
		used[m[1]] = m[2]
	}
	for _, module := range []string{"github.com/gofiber/fiber/v2", "github.com/valyala/fasthttp", "github.com/pion/webrtc/v4"} {
		if used[module] == "" {
			t.Errorf("go.mod does not name %s, so nothing keeps its version", module)
		}
	}
	for module, least := range atLeast {
		if has := used[module]; has != "" && older(has, least) {
			t.Errorf("%s is %s, and below %s it has a published hole", module, has, least)
		}
	}
}

// older says whether version a comes before b, both vMAJOR.MINOR.PATCH.
func older(a, b string) bool {
	as, bs := strings.Split(a[1:], "."), strings.Split(b[1:], ".")
	for i := range as {
		x, _ := strconv.Atoi(as[i])
		y, _ := strconv.Atoi(bs[i])
		if x != y {
			return x < y
		}
	}
	return false
}

func TestOlder(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"v1.51.0", "v1.77.0", true},
		{"v1.77.0", "v1.77.0", false},
		{"v1.9.0", "v1.10.0", true},
		{"v2.0.0", "v1.99.99", false},
		{"v1.5.8", "v1.5.12", true},
	} {
		if got := older(c.a, c.b); got != c.want {
			t.Errorf("older(%s, %s) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
}
