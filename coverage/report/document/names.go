package document

import (
	"cmp"
	"strings"

	"phusong/coverage"
	"phusong/coverage/adminname"
)

// communeWords names the communes by the types that their names state, where all do:
// among names without types "Xã Phin" is a proper name.
func (c *composer) communeWords() string {
	has := map[adminname.Kind]bool{}
	for i := range c.o.Units {
		if u := &c.o.Units[i]; u.Level == coverage.LevelCommune {
			has[adminname.Parse(u.Name).Kind] = true
		}
	}
	c.typed = !has[""] && len(has) > 0
	var words []string
	for _, kind := range []adminname.Kind{adminname.Commune, adminname.Ward, adminname.Township, adminname.SpecialZone} {
		if has[kind] {
			words = append(words, string(kind))
		}
	}
	if !c.typed {
		return nouns["commune"].vi
	}
	return strings.Join(words, ", ")
}

// unitName is the name of a unit with its type where the data states one; its code
// where the data has no name.
func (c *composer) unitName(i int) string {
	u := &c.o.Units[i]
	return cmp.Or(u.Name, u.Code)
}

// inText is the name of a unit within a sentence, its type in small letters.
// In a nation the province follows.
func (c *composer) inText(i int) string {
	name := c.nameInText(c.unitName(i))
	if p := c.provinceOf(i); p != "" {
		name += ", " + p
	}
	return name
}

// names joins names with what is said of each; provinces within them take semicolons.
func (c *composer) names(all []string) string {
	if c.middle() == coverage.LevelProvince {
		return strings.Join(all, "; ")
	}
	return strings.Join(all, ", ")
}

// provinceOf is the name of the province of a unit below it, where the report is of
// more than one.
func (c *composer) provinceOf(i int) string {
	if c.middle() != coverage.LevelProvince || c.o.Units[i].Level == coverage.LevelProvince {
		return ""
	}
	if p := c.inUnit(i, coverage.LevelProvince); p >= 0 {
		return c.unitName(p)
	}
	return ""
}

// inList is the name of a unit in a list that has no heads for provinces.
func (c *composer) inList(i int) string {
	if p := c.provinceOf(i); p != "" {
		return c.unitName(i) + ", " + p
	}
	return c.unitName(i)
}

// nameInText writes the type of a unit small, but capital where a number is the name:
// "xã Tân Long", "Phường 3" (Decree 30/2020/ND-CP, annex II, on geographical names).
func (c *composer) nameInText(name string) string {
	if c.language() != Vietnamese || !c.typed {
		return name
	}
	name = adminname.Parse(name).String()
	if kind, number, ok := strings.Cut(name, " "); ok && number != "" && number[0] >= '0' && number[0] <= '9' {
		return upperFirst(kind) + " " + number
	}
	return name
}
