package codec_test

import (
	"fmt"

	"plenary/sfu/codec"
)

// A viewer who wants the base layer of a stream with two temporal layers: every second picture is left out, and the
// others are numbered without gaps.
func ExampleSelector() {
	var state codec.State       // of the encoding, written by whoever receives it
	var selector codec.Selector // of the place where the viewer shows it
	selector.Want(codec.All, 0)
	buffer := make([]byte, 0, 1500)
	for picture := range 6 {
		payload := []byte{0x90, 0xe0, 0x80, byte(picture), byte(picture / 2), byte(picture%2) << 6, 1}
		if picture == 0 {
			payload[6] = 0 // a keyframe
		}
		frame, ok := codec.Inspect(codec.VP8, payload, nil, true, &state)
		if !ok {
			continue
		}
		verdict := selector.Next(&frame, uint16(100+picture), true)
		if verdict.Action != codec.Pass {
			continue
		}
		d, _ := codec.ParseVP8(verdict.Shift.Apply(payload, buffer))
		fmt.Println("packet", 100+picture, "as", verdict.Sequence, "picture", picture, "as", d.Picture)
	}
	// Output:
	// packet 100 as 100 picture 0 as 0
	// packet 102 as 101 picture 2 as 1
	// packet 104 as 102 picture 4 as 2
}

// A viewer with RED gets the packet before once more; one without gets what a publisher with RED sent, alone.
func ExampleAppendRED() {
	before, now := []byte{0x78, 1}, []byte{0x78, 2}
	red := codec.AppendRED(nil,
		codec.Block{Payload: 111, Offset: 960, Data: before},
		codec.Block{Payload: 111, Data: now})
	_, opus, _ := codec.Primary(red)
	fmt.Printf("%x %x\n", red, opus)
	// Output:
	// ef0f00026f78017802 7802
}
