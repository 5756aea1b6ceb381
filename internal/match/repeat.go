package match

// repeat builds a repetition so that priorities and captures come out as in package regexp.
func (b *builder) repeat(n *node, next uint32) (uint32, error) {
	sub := n.subs[0]
	if n.max == 0 {
		return next, nil
	}
	if sub.kind == nodeSet && (!n.lazy || n.max >= 0) {
		return b.repeatSet(n, next)
	}
	var err error
	copies := n.min
	switch {
	case n.max < 0 && n.min == 0:
		next, err = b.star(sub, n.lazy, next)
	case n.max < 0:
		next, err = b.plus(sub, n.lazy, next)
		copies--
	default:
		next, err = b.optional(sub, n.max-n.min, n.lazy, next)
	}
	for ; err == nil && copies > 0; copies-- {
		next, err = b.node(sub, next)
	}
	return next, err
}

// repeatSet needs one or two instructions, however large the counts are.
func (b *builder) repeatSet(n *node, next uint32) (uint32, error) {
	set := n.subs[0].set
	if n.max >= 0 {
		if n.min == 1 && n.max == 1 {
			return b.one(set, next)
		}
		return b.add(inst{op: opRun, set: set, min: n.min, max: n.max, lazy: n.lazy, out: next})
	}
	next, err := b.add(inst{op: opStar, set: set, out: next})
	if err != nil || n.min == 0 {
		return next, err
	}
	if n.min == 1 {
		return b.one(set, next)
	}
	return b.add(inst{op: opRun, set: set, min: n.min, max: n.min, out: next})
}

func (b *builder) choice(body, next uint32, lazy bool) (uint32, error) {
	if lazy {
		return b.add(inst{op: opAlt, out: next, arg: body})
	}
	return b.add(inst{op: opAlt, out: body, arg: next})
}

func (b *builder) star(sub *node, lazy bool, next uint32) (uint32, error) {
	body, loop, err := b.loop(sub, lazy, next)
	if err != nil || !sub.nullable() {
		return loop, err
	}
	return b.choice(body, next, lazy) // (x+)?, so that an empty round does not end the loop before its captures are set
}

func (b *builder) plus(sub *node, lazy bool, next uint32) (uint32, error) {
	body, _, err := b.loop(sub, lazy, next)
	return body, err
}

// loop returns the instruction that begins a round and the one that decides about a further one.
func (b *builder) loop(sub *node, lazy bool, next uint32) (body, loop uint32, err error) {
	if loop, err = b.choice(next, next, lazy); err != nil {
		return 0, 0, err
	}
	if body, err = b.node(sub, loop); err != nil {
		return 0, 0, err
	}
	if lazy {
		b.insts[loop].arg = body
	} else {
		b.insts[loop].out = body
	}
	return body, loop, nil
}

// optional builds (x(x)?)? with most copies of x.
func (b *builder) optional(sub *node, most int, lazy bool, next uint32) (uint32, error) {
	end := next
	for range most {
		body, err := b.node(sub, next)
		if err != nil {
			return 0, err
		}
		if next, err = b.choice(body, end, lazy); err != nil {
			return 0, err
		}
	}
	return next, nil
}
