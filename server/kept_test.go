package server

import (
	"fmt"
	"net/http/httptest"
	"testing"

	"github.com/gofiber/fiber/v2"
)

// Strings of a request are kept by rooms, limits and logs. As we set Fiber up, they are copies; as it comes, they would
// change with the next request.
func TestStringsOfARequestAreCopies(t *testing.T) {
	w := newWorld(t)
	app := fiber.New(w.srv.app.Config())
	var kept []string
	app.Get("/:word", func(c *fiber.Ctx) error {
		kept = append(kept, c.Params("word"), c.Query("q"), c.Get("X-Word"))
		return nil
	})
	for _, word := range []string{"aaaa", "bbbb", "cccc"} {
		req := httptest.NewRequestWithContext(w.ctx(), "GET", "/"+word+"?q="+word, nil)
		req.Header.Set("X-Word", word)
		res, err := app.Test(req)
		w.must(err)
		_ = res.Body.Close()
	}
	if got, want := fmt.Sprint(kept), "[aaaa aaaa aaaa bbbb bbbb bbbb cccc cccc cccc]"; got != want {
		t.Errorf("kept %s; want %s", got, want)
	}
}
