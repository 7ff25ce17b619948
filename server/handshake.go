package server

import (
	"crypto/sha1" //nolint:gosec // RFC 6455 asks for it, as a sum and for no secret
	"encoding/base64"

	"github.com/gofiber/contrib/websocket"
	"github.com/gofiber/fiber/v2"
)

// The opening handshake (RFC 6455 §4.2). A library would answer, and give us the connection then: the answer and a seat's
// first notice would be two writes, and cost twice what the kernel asks for one. It would also copy the whole request.

// handshakeMark is what a key is summed up with (RFC 6455 §1.3).
const handshakeMark = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

// opening is the answer to a request for a socket, unless it is none that we can give one.
func opening(c *fiber.Ctx) (answer []byte, ok bool) {
	header := &c.Request().Header
	key := header.Peek("Sec-WebSocket-Key")
	var nonce [18]byte // as many as 24 characters may say; a key says 16
	if n, err := base64.StdEncoding.Decode(nonce[:], key[:min(len(key), 24)]); err != nil || n != 16 || len(key) != 24 ||
		!websocket.IsWebSocketUpgrade(c) || string(header.Peek("Sec-WebSocket-Version")) != "13" || !header.IsHTTP11() {
		c.Set(fiber.HeaderUpgrade, "websocket")
		c.Set("Sec-WebSocket-Version", "13")
		return nil, false
	}
	sum := sha1.Sum(append(key[:24:24], handshakeMark...)) //nolint:gosec // likewise
	answer = make([]byte, 0, 160)
	answer = append(answer, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "...)
	answer = append(base64.StdEncoding.AppendEncode(answer, sum[:]), "\r\n"...)
	for _, cookie := range c.Response().Header.PeekAll(fiber.HeaderSetCookie) { // of a login whose life was made longer
		answer = append(append(append(answer, "Set-Cookie: "...), cookie...), "\r\n"...)
	}
	return append(answer, "\r\n"...), true
}
