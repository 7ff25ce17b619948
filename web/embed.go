// Package web hands the built browser app to the binary.
//
// dist holds what Vite built (make build) and is not committed, except for one empty file that keeps the embedding
// valid: without Node, go build still works and the server says that the app is not built.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files is the built browser app, rooted where index.html lies.
var Files = root()

func root() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return dist // only an invalid path can fail, and "dist" is none
	}
	return files
}
