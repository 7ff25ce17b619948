package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"math"
	"time"
)

// digest sums up the rows of a table, whatever their order: the two databases sort texts in different ways. It is the
// lane-wise sum of the rows' SHA-256.
type digest struct {
	rows  int64
	lanes [4]uint64
}

// add adds a row.
func (d *digest) add(values []any) error {
	h := sha256.New()
	for i, value := range values {
		if err := write(h, value); err != nil {
			return fmt.Errorf("column %d: %w", i, err)
		}
	}
	sum := h.Sum(nil)
	for i := range d.lanes {
		d.lanes[i] += binary.BigEndian.Uint64(sum[8*i:])
	}
	d.rows++
	return nil
}

// sum is the digest as people compare it.
func (d *digest) sum() string {
	var b []byte
	for _, lane := range d.lanes {
		b = binary.BigEndian.AppendUint64(b, lane)
	}
	return hex.EncodeToString(b[:8])
}

// write writes a value so that no two that differ look alike: what it is, how long, and what.
func write(h hash.Hash, value any) error {
	head := func(kind byte, content uint64) {
		_, _ = h.Write(binary.BigEndian.AppendUint64([]byte{kind}, content)) // a hash never fails
	}
	switch v := value.(type) {
	case nil:
		head('0', 0)
	case string:
		head('s', uint64(len(v)))
		_, _ = h.Write([]byte(v))
	case int64:
		head('i', uint64(v))
	case float64:
		head('f', math.Float64bits(v))
	case bool:
		if v {
			head('b', 1)
		} else {
			head('b', 0)
		}
	case time.Time:
		head('t', uint64(v.UnixMicro()))
	default:
		return fmt.Errorf("%T is no type of ours", value)
	}
	return nil
}
