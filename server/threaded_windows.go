package server

// attempt is nothing here.
type attempt struct{}

// write writes what the network takes soon.
func (w *threaded) write(b []byte) (int, error) { return w.writeSoon(b) }
