package mvt

// Tag is a property by its numbers in a Dictionary.
type Tag struct{ Key, Value uint32 }

// Dictionary numbers keys and values once for many tiles, so that drawing a tile
// compares numbers and no texts. It may be read by several goroutines once nothing
// is added any more. The zero value is ready.
type Dictionary struct {
	keys    map[string]uint32
	keyList []string
	values  map[value]uint32
	encoded [][]byte
}

// Tag returns the numbers of a property, new ones where it is not known. The errors
// are those of Encode.
func (d *Dictionary) Tag(p Property) (Tag, error) {
	v, err := valueOf(p)
	if err != nil {
		return Tag{}, err
	}
	return d.tag(p.Key, v), nil
}

// Key returns the number of a key; ok is false for one that no property had.
func (d *Dictionary) Key(name string) (number uint32, ok bool) {
	number, ok = d.keys[name]
	return number, ok
}

func (d *Dictionary) tag(key string, v value) Tag {
	if d.keys == nil {
		d.keys, d.values = map[string]uint32{}, map[value]uint32{}
	}
	k, ok := d.keys[key]
	if !ok {
		k = uint32(len(d.keyList))
		d.keys[key] = k
		d.keyList = append(d.keyList, key)
	}
	n, ok := d.values[v]
	if !ok {
		n = uint32(len(d.encoded))
		d.values[v] = n
		d.encoded = append(d.encoded, v.append(nil))
	}
	return Tag{k, n}
}

func (d *Dictionary) reset() {
	clear(d.keys)
	clear(d.values)
	d.keyList, d.encoded = d.keyList[:0], d.encoded[:0]
}

// numbering gives the entries of a dictionary that a tile uses numbers of its own,
// from 0 in the order of use: an open hash table, since a tile asks a million times.
type numbering struct {
	slots []numbered // of a power of two, at most half full
	used  uint32
}

type numbered struct{ entry, number uint32 } // the entry plus one; 0 is free

// of returns the number of an entry, and whether it is new.
func (n *numbering) of(entry uint32) (number uint32, fresh bool) {
	if int(n.used)*2 >= len(n.slots) {
		n.grow()
	}
	slot := n.slot(entry)
	if slot.entry == 0 {
		*slot = numbered{entry + 1, n.used}
		n.used++
		fresh = true
	}
	return slot.number, fresh
}

func (n *numbering) slot(entry uint32) *numbered {
	mask := uint32(len(n.slots) - 1)
	i := (entry * 0x9e3779b1) >> 7 & mask
	for n.slots[i].entry != 0 && n.slots[i].entry != entry+1 {
		i = (i + 1) & mask
	}
	return &n.slots[i]
}

func (n *numbering) grow() {
	old := n.slots
	n.slots = make([]numbered, max(64, 2*len(old)))
	for _, s := range old {
		if s.entry != 0 {
			*n.slot(s.entry - 1) = s
		}
	}
}

func (n *numbering) reset() {
	clear(n.slots)
	n.used = 0
}
