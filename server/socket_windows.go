package server

// attempt is nothing here.
type attempt struct{}

// write writes what the network takes soon.
func (k *socket) write(b []byte) (int, error) { return k.writeSoon(b) }
