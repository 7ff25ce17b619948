package sfutest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/pion/webrtc/v4/pkg/media/ivfreader"
)

// Clip is looped media, encoded beforehand: one picture in one to three sizes, and sound in frames of 20 ms.
type Clip struct {
	Name   string
	Codec  string        // VP8 or H264
	FPS    int           // frames per second, the same in all layers
	Speech time.Duration // how much of the loop is speech; the rest is listening. 0: all
	Layers []ClipLayer   // smallest first
	Asked  bool          // keyframes come when asked for and not by themselves, as cameras send them
	Audio  [][]byte      // Opus packets of 20 ms
	Levels []uint8       // loudness of each, in -dBov as RFC 6464 has it
}

// ClipLayer is one size of a clip's picture.
type ClipLayer struct {
	RID    string
	Frames []ClipFrame
}

// ClipFrame is one encoded picture.
type ClipFrame struct {
	Data []byte
	Key  bool
}

// ReadClip reads name.q.ivf, name.h.ivf and name.f.ivf (VP8) or the same with .h264 (Annex B), whichever
// exist, name.ogg (Opus) and name.levels (one loudness a line). fps is needed for H264, whose files carry no times.
func ReadClip(files fs.FS, name string, fps int, speech time.Duration) (*Clip, error) {
	c := &Clip{Name: name, FPS: fps, Speech: speech}
	for _, rid := range []string{"q", "h", "f"} {
		if err := c.readLayer(files, rid); err != nil {
			return nil, err
		}
	}
	if err := c.readSound(files); err != nil {
		return nil, err
	}
	if len(c.Layers) == 0 && len(c.Audio) == 0 {
		return nil, fmt.Errorf("read clip %s: no media of that name: %w", name, fs.ErrNotExist)
	}
	return c, nil
}

func (c *Clip) readLayer(files fs.FS, rid string) error {
	for _, kind := range []struct {
		suffix, codec string
		parse         func([]byte) ([]ClipFrame, error)
	}{
		{".ivf", VP8, parseIVF},
		{".h264", H264, parseAnnexB},
	} {
		file := c.Name + "." + rid + kind.suffix
		b, err := fs.ReadFile(files, file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("read clip: %w", err)
		}
		frames, err := kind.parse(b)
		if err != nil {
			return fmt.Errorf("read clip %s: %w", file, err)
		}
		if len(frames) == 0 || !frames[0].Key {
			return fmt.Errorf("read clip %s: it does not begin with a keyframe", file)
		}
		c.Codec = kind.codec
		c.Layers = append(c.Layers, ClipLayer{RID: rid, Frames: frames})
	}
	return nil
}

func (c *Clip) readSound(files fs.FS) error {
	b, err := fs.ReadFile(files, c.Name+".ogg")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read clip: %w", err)
	}
	if c.Audio, err = parseOgg(b); err != nil {
		return fmt.Errorf("read clip %s.ogg: %w", c.Name, err)
	}
	levels, err := fs.ReadFile(files, c.Name+".levels")
	if err != nil {
		return fmt.Errorf("read clip: %w", err)
	}
	for field := range strings.FieldsSeq(string(levels)) {
		v, err := strconv.ParseUint(field, 10, 7)
		if err != nil {
			return fmt.Errorf("read clip %s.levels: %w", c.Name, err)
		}
		c.Levels = append(c.Levels, uint8(v))
	}
	return nil
}

// sound returns the packet and loudness at a place in the loop.
func (c *Clip) sound(at time.Duration) (packet []byte, level uint8) {
	i := int(at/audioFrame) % len(c.Audio)
	level = silent
	if i < len(c.Levels) {
		level = c.Levels[i]
	}
	return c.Audio[i], level
}

// length is the loop's length by its picture, or by its sound where there is none.
func (c *Clip) length() time.Duration {
	if len(c.Layers) > 0 && c.FPS > 0 {
		return time.Duration(len(c.Layers[0].Frames)) * time.Second / time.Duration(c.FPS)
	}
	return time.Duration(len(c.Audio)) * audioFrame
}

func parseIVF(b []byte) ([]ClipFrame, error) {
	r, _, err := ivfreader.NewWith(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	var frames []ClipFrame
	for {
		data, _, err := r.ParseNextFrame()
		if errors.Is(err, io.EOF) {
			return frames, nil
		}
		if err != nil {
			return nil, err
		}
		if len(data) > 0 {
			frames = append(frames, ClipFrame{Data: data, Key: data[0]&1 == 0})
		}
	}
}

// parseAnnexB cuts a byte stream into access units (H.264 §7.4.1.2.3): a new one begins with a delimiter, a
// parameter set or SEI, or a slice that starts at the first macroblock, once the last has a slice.
func parseAnnexB(b []byte) ([]ClipFrame, error) {
	var frames []ClipFrame
	var unit []byte
	var key, sliced bool
	end := func() {
		if sliced {
			frames = append(frames, ClipFrame{Data: unit, Key: key})
		}
		unit, key, sliced = nil, false, false
	}
	for _, nal := range splitNALs(b) {
		kind := nal[0] & 0x1f
		slice := kind == 1 || kind == 5
		starts := (kind >= 6 && kind <= 9) || (slice && len(nal) > 1 && nal[1]&0x80 != 0)
		if sliced && starts {
			end()
		}
		sliced = sliced || slice
		key = key || kind == 5
		unit = append(append(unit, 0, 0, 0, 1), nal...)
	}
	end()
	return frames, nil
}

func splitNALs(b []byte) [][]byte {
	var nals [][]byte
	for part := range bytes.SplitSeq(b, []byte{0, 0, 1}) {
		if part = bytes.TrimRight(part, "\x00"); len(part) > 0 {
			nals = append(nals, part)
		}
	}
	return nals
}
