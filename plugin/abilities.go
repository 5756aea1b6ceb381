package plugin

// HeadReader is a framer that has to know how its stream begins, such as the names in the first line
// of a CSV file.
type HeadReader interface {
	// Head is called before the first Frame when reading begins in the middle of the stream. start
	// holds the first bytes of the stream, HeadSize of them or all there are before the place where
	// reading begins; the framer keeps nothing of it.
	Head(start []byte)
}

// HeadSize is how many bytes of a stream's beginning a HeadReader is given.
const HeadSize = 64 << 10

// Colorer is an encoder that can write in colour.
type Colorer interface {
	// Color is called before the first Encode by an output that writes to a terminal, or knows that
	// it does not. Without it nothing is coloured unless the codec's options ask for it.
	Color(terminal bool)
}
