package server

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"

	"plenary/server/conference"
)

// pages is the built web app, read and packed once at the start. A request's path is only ever looked up in this map:
// nothing that somebody asked for reaches a file system.
type pages struct {
	files map[string]*file // by path, "/index.html"
}

type file struct {
	kind   string // its media type
	etag   string
	plain  []byte
	zipped []byte // nil where packing gains nothing
	hashed bool   // its name changes with its content
}

const index = "/index.html"

// loadPages reads the built app; an app that was not built is no error here, and said to who asks for it.
func loadPages(files fs.FS) (*pages, error) {
	p := &pages{files: map[string]*file{}}
	if files == nil {
		return p, nil
	}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && strings.HasPrefix(entry.Name(), "."):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return nil
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		f, err := pack(name, content)
		p.files["/"+name] = f
		return err
	})
	return p, err
}

func pack(name string, content []byte) (*file, error) {
	sum := sha256.Sum256(content)
	f := &file{
		kind:   mime.TypeByExtension(path.Ext(name)),
		etag:   `"` + hex.EncodeToString(sum[:12]) + `"`,
		plain:  content,
		hashed: strings.HasPrefix(name, "assets/"),
	}
	if known := kinds[path.Ext(name)]; known != "" {
		f.kind = known // what the machine's own table says differs between machines
	}
	if f.kind == "" {
		f.kind = "application/octet-stream"
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("pack %s: %w", name, err)
	}
	if _, err := z.Write(content); err != nil {
		return nil, fmt.Errorf("pack %s: %w", name, err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack %s: %w", name, err)
	}
	if b.Len() < len(content)*9/10 {
		f.zipped = b.Bytes()
	}
	return f, nil
}

var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml", ".json": "application/json", ".webmanifest": "application/manifest+json",
	".woff2": "font/woff2", ".png": "image/png", ".ico": "image/x-icon", ".txt": "text/plain; charset=utf-8",
	".wasm": "application/wasm", ".webp": "image/webp", ".mp3": "audio/mpeg", ".ogg": "audio/ogg",
}

// page serves a file of the app, or for the addresses of its pages the app itself.
func (s *Server) page(c *fiber.Ctx) error {
	asked := c.Path()
	f := s.pages.files[asked]
	if f == nil && isPage(asked) {
		if f = s.pages.files[index]; f == nil {
			c.Set(fiber.HeaderCacheControl, "no-store")
			return c.Status(fiber.StatusServiceUnavailable).SendString("the web app is not built: run make\n")
		}
	}
	if f == nil {
		return conference.Errorf(conference.NotFound, "there is nothing here")
	}
	c.Set(fiber.HeaderETag, f.etag)
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	if f.hashed {
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	}
	if matches(c.Get(fiber.HeaderIfNoneMatch), f.etag) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, f.kind)
	if f.zipped != nil && takesGzip(c.Get(fiber.HeaderAcceptEncoding)) {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(f.zipped)
	}
	return c.Send(f.plain)
}

// isPage says whether an address can be one of the app's pages: not a file, and nothing of ours that is not a page.
func isPage(asked string) bool {
	for _, other := range []string{"/api", "/whip", "/whep", "/assets"} {
		if asked == other || strings.HasPrefix(asked, other+"/") {
			return false
		}
	}
	return !strings.Contains(path.Base(asked), ".")
}

func matches(header, etag string) bool {
	for each := range strings.SplitSeq(header, ",") {
		if each = strings.TrimSpace(each); each == "*" || strings.TrimPrefix(each, "W/") == etag {
			return true
		}
	}
	return false
}

func takesGzip(header string) bool {
	for each := range strings.SplitSeq(header, ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(each), ";")
		if name == "gzip" || name == "*" {
			quality = strings.ReplaceAll(quality, " ", "")
			return quality != "q=0" && !strings.HasPrefix(quality, "q=0.000")
		}
	}
	return false
}
