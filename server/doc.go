// Package server is the edge: the only package that knows Fiber. routes.go is the table of all routes, with the right
// that each asks for; door.go asks for it; fail.go is where an error becomes a status and a sentence; seat.go pumps
// frames between a WebSocket and a room. There is one file for every use case, and in it plain functions: who is
// asking and what was sent go in, what to answer or an error comes out. No permission is decided in them.
package server
