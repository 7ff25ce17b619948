package sfutest

// FixedSources are the m-lines of the web client's publish offer, in order.
func FixedSources() []string { return []string{"microphone", "camera", "screen", "screen-sound"} }

// WithSources sets the m-lines of a publisher's offer instead of FixedSources: "microphone" and
// "interpretation" and "screen-sound" are sound, "camera" and "screen" are picture.
func WithSources(names ...string) Option { return func(o *options) { o.sources = names } }

// WithWHIP makes a publisher offer what an encoder such as OBS offers: one sound, one picture, one encoding.
func WithWHIP() Option {
	return func(o *options) {
		o.sources = []string{"microphone", "camera"}
		o.simulcast = false
	}
}

// WithoutSimulcast makes the camera send its largest layer only.
func WithoutSimulcast() Option { return func(o *options) { o.simulcast = false } }

// WithClip sets what microphone and camera send; without it they send generated media.
func WithClip(c *Clip) Option { return func(o *options) { o.clip = c } }

// WithScreen sets what the screen source sends once Share is called; without it, generated media.
func WithScreen(c *Clip) Option { return func(o *options) { o.screen = c } }

// WithLayers sets the generated camera's encodings, smallest first; DefaultLayers without it.
func WithLayers(layers ...Layer) Option { return func(o *options) { o.layers = layers } }

// WithLevel sets how loud a generated microphone is while speaking, in -dBov (0 loudest, 127 silent).
func WithLevel(level uint8) Option { return func(o *options) { o.level = level } }

// WithTurn makes this publisher the index-th of so many that speak one after another. A clip speaks for its
// Speech, generated sound for four seconds.
func WithTurn(index, of int) Option { return func(o *options) { o.turn = turn{index, of} } }
